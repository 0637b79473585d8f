"""Makes a version folder for ncnn out of an ONNX model, with pnnx."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_server.config import CONFIG_FILE
from edge_server.errors import ModelError

_PARAM, _BIN, _MARK = "model.ncnn.param", "model.ncnn.bin", "converted.json"
_INPUT = re.compile(r"([^=\[\]]+)=\[(\d+(?:,\d+)*)\]")


@dataclass(frozen=True)
class NamedShape:
    """A tensor as the graph calls it, with a fixed shape whose first size is the batch, 1."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Conversion:
    """What to convert, and how the result is to be served."""

    source: Path
    target: Path
    inputs: tuple[NamedShape, ...]
    outputs: tuple[NamedShape, ...]
    max_batch: int = 1
    threads: int = 1
    fp16: bool = True


def parse_tensor(text: str) -> NamedShape:
    """`x=[1,3,48,192]` as name and shape."""
    match = _INPUT.fullmatch(text.replace(" ", ""))
    shape = tuple(int(size) for size in match[2].split(",")) if match else ()
    if not match or min(shape) < 1 or shape[0] != 1 or shape == (1,):
        raise ValueError(f"{text!r} is no tensor; want name=[1,3,48,192], where the first size is a batch of 1")
    return NamedShape(match[1], shape)


def convert(conversion: Conversion) -> bool:
    """Writes the version folder; false when it is there already, made from the same source in the same way.

    The folder appears whole, by a rename, so that a running server never sees half of it.
    """
    mark = _mark(conversion)
    if _is_made(conversion.target, mark):
        return False
    if conversion.target.exists():
        raise ModelError(f"{conversion.target} holds something else; give a new version, since a version never changes")
    program = _pnnx()
    conversion.target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=conversion.target.parent, prefix=".convert-") as name:
        scratch = Path(name)
        _run_pnnx(program, conversion, scratch)
        version = scratch / "version"
        version.mkdir()
        for file in (_PARAM, _BIN):
            shutil.move(scratch / file, version / file)
        (version / CONFIG_FILE).write_text(json.dumps(_config(conversion, version), indent=2) + "\n", "utf-8")
        (version / _MARK).write_text(json.dumps(mark, indent=2) + "\n", "utf-8")
        version.rename(conversion.target)
    return True


def _pnnx() -> str:
    found = _packaged() or shutil.which("pnnx")
    if found is None:
        raise ModelError("pnnx is not installed; pip install 'edge-server[convert]'")
    return found


def _packaged() -> str | None:
    """The program inside the Python package, whose own starter wants PyTorch though ONNX needs none."""
    for folder in map(Path, sys.path):
        program = folder / "pnnx" / "pnnx"
        if program.is_file() and os.access(program, os.X_OK):
            return str(program)
    return None


def _run_pnnx(program: str, conversion: Conversion, scratch: Path) -> None:
    shutil.copy(conversion.source, scratch / "model.onnx")
    shapes = ",".join(f"[{','.join(map(str, tensor.shape))}]" for tensor in conversion.inputs)
    # pnnx could write weights in half precision; ncnn makes that choice when it loads, for the processor it is on.
    command = [program, "model.onnx", f"inputshape={shapes}", "fp16=0"]
    done = subprocess.run(  # noqa: S603 - the program is pnnx, and no shell reads its arguments
        command, cwd=scratch, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode != 0 or not (scratch / _PARAM).is_file() or not (scratch / _BIN).is_file():
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise ModelError(f"pnnx failed on {conversion.source.name} (status {done.returncode}):\n{tail}")


def _config(conversion: Conversion, version: Path) -> dict[str, Any]:
    return {
        "backend": "ncnn",
        "inputs": [_tensor(tensor, f"in{at}") for at, tensor in enumerate(conversion.inputs)],
        "outputs": [_tensor(tensor, f"out{at}") for at, tensor in enumerate(conversion.outputs)],
        "maxBatch": conversion.max_batch,
        "threads": conversion.threads,
        "options": {"fp16": conversion.fp16},
        "sha256": {name: _digest(version / name) for name in (_PARAM, _BIN)},
    }


def _tensor(tensor: NamedShape, source: str) -> dict[str, Any]:
    return {"name": tensor.name, "source": source, "datatype": "FP32", "shape": [-1, *tensor.shape[1:]]}


def _mark(conversion: Conversion) -> dict[str, Any]:
    return {
        "source": _digest(conversion.source),
        "inputs": [[tensor.name, *tensor.shape] for tensor in conversion.inputs],
        "outputs": [[tensor.name, *tensor.shape] for tensor in conversion.outputs],
        "maxBatch": conversion.max_batch,
        "threads": conversion.threads,
        "fp16": conversion.fp16,
    }


def _is_made(target: Path, mark: dict[str, Any]) -> bool:
    try:
        return bool(json.loads((target / _MARK).read_text("utf-8")) == mark)
    except (OSError, ValueError):
        return False


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from error
