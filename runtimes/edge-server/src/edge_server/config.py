"""`model.json`: what a model version says of itself."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge_server.errors import ModelError

CONFIG_FILE = "model.json"
DATATYPES = {
    "BOOL": "bool",
    "UINT8": "uint8",
    "UINT16": "uint16",
    "UINT32": "uint32",
    "UINT64": "uint64",
    "INT8": "int8",
    "INT16": "int16",
    "INT32": "int32",
    "INT64": "int64",
    "FP16": "float16",
    "FP32": "float32",
    "FP64": "float64",
}
_MOST = 4096
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,127}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class TensorConfig:
    """One input or output. A size of -1 is any; where the first is -1, it is the batch."""

    name: str
    datatype: str
    shape: tuple[int, ...]
    source: str


@dataclass(frozen=True)
class ModelConfig:
    """All of `model.json`, with every default resolved."""

    backend: str
    inputs: tuple[TensorConfig, ...]
    outputs: tuple[TensorConfig, ...]
    max_batch: int = 1
    threads: int = 1
    instances: int = 1
    queue: int = 16
    files: Mapping[str, str] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def batched(self) -> bool:
        """Whether the first dimension of every tensor is the batch."""
        return all(tensor.shape[:1] == (-1,) for tensor in (*self.inputs, *self.outputs))


def read_config(folder: Path) -> ModelConfig:
    """Reads and checks `model.json`; unknown keys are refused, since a misspelt limit is no limit."""
    try:
        raw = json.loads((folder / CONFIG_FILE).read_text("utf-8"))
    except OSError as error:
        raise ModelError(f"{CONFIG_FILE} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ModelError(f"{CONFIG_FILE} is not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise ModelError(f"{CONFIG_FILE} must hold an object")
    known = {"backend", "inputs", "outputs", "maxBatch", "threads", "instances", "queue", "files", "sha256", "options"}
    _only(raw, known, CONFIG_FILE)
    if not isinstance(raw.get("backend"), str):
        raise ModelError(f"{CONFIG_FILE}: backend must be the name of a back end, such as ncnn or onnx")
    config = ModelConfig(
        backend=raw["backend"],
        inputs=_tensors(raw, "inputs"),
        outputs=_tensors(raw, "outputs"),
        max_batch=_count(raw, "maxBatch", 1),
        threads=_count(raw, "threads", 1),
        instances=_count(raw, "instances", 1),
        queue=_count(raw, "queue", 16),
        files=_strings(raw, "files"),
        sha256=_strings(raw, "sha256"),
        options=_object(raw, "options"),
    )
    for name in (*config.files.values(), *config.sha256):
        if Path(name).name != name:
            raise ModelError(f"{CONFIG_FILE}: {name!r} must be a file in the folder of the version")
    for name, digest in config.sha256.items():
        if not _DIGEST.fullmatch(digest):
            raise ModelError(f"{CONFIG_FILE}: sha256 of {name} must be 64 lower-case hexadecimal digits")
    if config.max_batch > 1 and not config.batched:
        raise ModelError(f"{CONFIG_FILE}: maxBatch above 1 needs -1 as first size of every input and output")
    return config


def model_file(folder: Path, config: ModelConfig, role: str, default: str) -> Path:
    """The file that plays a role (such as `param`), which must be there."""
    path = folder / config.files.get(role, default)
    if not path.is_file():
        raise ModelError(f"{path.name} is not in the folder; copy it there or name another under files.{role}")
    return path


def check_digests(folder: Path, config: ModelConfig) -> None:
    """Compares files with the digests that `model.json` gives: a torn copy is not served."""
    for name, want in config.sha256.items():
        try:
            with (folder / name).open("rb") as file:
                got = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"{name} cannot be read: {error.strerror}") from error
        if got != want:
            raise ModelError(f"{name} has digest {got}, want {want}: it is incomplete or another file")


def check_options(config: ModelConfig, known: set[str]) -> None:
    """For back ends: refuses options that they do not know."""
    _only(config.options, known, f"{CONFIG_FILE}: options")


def _only(raw: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(raw) - known)
    if unknown:
        raise ModelError(f"{where} has unknown keys {', '.join(unknown)}; known are {', '.join(sorted(known))}")


def _tensors(raw: Mapping[str, Any], key: str) -> tuple[TensorConfig, ...]:
    listed = raw.get(key)
    if not isinstance(listed, list) or not listed:
        raise ModelError(f"{CONFIG_FILE}: {key} must list at least one tensor")
    tensors = tuple(_tensor(entry, f"{CONFIG_FILE}: {key}[{at}]") for at, entry in enumerate(listed))
    if len({tensor.name for tensor in tensors}) != len(tensors):
        raise ModelError(f"{CONFIG_FILE}: {key} names a tensor twice")
    return tensors


def _tensor(entry: Any, where: str) -> TensorConfig:
    if not isinstance(entry, dict):
        raise ModelError(f"{where} must be an object")
    _only(entry, {"name", "datatype", "shape", "source"}, where)
    name, datatype, shape = entry.get("name"), entry.get("datatype"), entry.get("shape")
    source = entry.get("source", name)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ModelError(f"{where}.name must be letters, digits and ._/- (at most 128); give the graph's as source")
    if not isinstance(source, str):
        raise ModelError(f"{where}.source must be the tensor's name in the graph")
    if datatype not in DATATYPES:
        raise ModelError(f"{where}.datatype is {datatype!r}, want one of {', '.join(DATATYPES)}")
    if not isinstance(shape, list) or not shape or not all(_is_size(size) for size in shape):
        raise ModelError(f"{where}.shape must list sizes above 0, or -1 for any")
    return TensorConfig(name, datatype, tuple(shape), source)


def _is_size(value: Any) -> bool:
    return type(value) is int and (value == -1 or value > 0)


def _count(raw: Mapping[str, Any], key: str, default: int) -> int:
    value = raw.get(key, default)
    if type(value) is not int or not 1 <= value <= _MOST:
        raise ModelError(f"{CONFIG_FILE}: {key} is {value!r}, want a whole number from 1 to {_MOST}")
    return value


def _object(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise ModelError(f"{CONFIG_FILE}: {key} must be an object")
    return value


def _strings(raw: Mapping[str, Any], key: str) -> Mapping[str, str]:
    value = _object(raw, key)
    if not all(isinstance(entry, str) for entry in value.values()):
        raise ModelError(f"{CONFIG_FILE}: {key} must map names to strings")
    return value
