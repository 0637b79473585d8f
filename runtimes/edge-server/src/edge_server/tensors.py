"""Inference requests and answers of the Open Inference Protocol v2, as JSON and with the binary tensor extension."""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from edge_server.backends.contract import Tensors
from edge_server.config import DATATYPES, ModelConfig, TensorConfig
from edge_server.errors import ProtocolError

_KINDS = {"b": "b", "u": "iu", "i": "iu", "f": "iuf"}


@dataclass(frozen=True)
class InferRequest:
    """A decoded request."""

    id: str | None
    inputs: Tensors
    outputs: tuple[tuple[TensorConfig, bool], ...]
    """What is wanted, and whether as binary data."""


def decode(body: bytes, header_length: int | None, config: ModelConfig) -> InferRequest:
    """Reads a request; whatever is wrong with it is a 400 that says so."""
    header, binary = _split(body, header_length)
    request = _object(header)
    given = request.get("inputs")
    if not isinstance(given, list):
        raise _bad("inputs must be a list of tensors")
    reader = _BinaryReader(binary)
    arrays: dict[str, np.ndarray] = {}
    known = {tensor.name: tensor for tensor in config.inputs}
    for entry in given:
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or name not in known:
            raise _bad(f"the model has no input {name!r}, only {', '.join(known)}")
        if name in arrays:
            raise _bad(f"input {name} is given twice")
        arrays[name] = _input(entry, known[name], config, reader)
    missing = [name for name in known if name not in arrays]
    if missing:
        raise _bad(f"inputs {', '.join(missing)} are missing")
    reader.finish()
    if config.batched and len({len(array) for array in arrays.values()}) > 1:
        raise _bad("inputs differ in their first size, which is the batch")
    identity = request.get("id")
    if identity is not None and not isinstance(identity, str):
        raise _bad("id must be a string")
    return InferRequest(identity, arrays, _outputs(request, config))


def encode(request: InferRequest, results: Tensors, model: str, version: str) -> tuple[bytes, int | None]:
    """The answer, and the length of its JSON part where binary data follows it."""
    entries: list[dict[str, Any]] = []
    binary: list[bytes] = []
    for tensor, as_binary in request.outputs:
        array = np.asarray(results[tensor.name])
        entry: dict[str, Any] = {"name": tensor.name, "datatype": tensor.datatype, "shape": list(array.shape)}
        if as_binary:
            chunk = np.ascontiguousarray(array).astype(_wire(tensor.datatype), copy=False).tobytes()
            entry["parameters"] = {"binary_data_size": len(chunk)}
            binary.append(chunk)
        else:
            entry["data"] = array.ravel().tolist()
        entries.append(entry)
    answer: dict[str, Any] = {"model_name": model, "model_version": version, "outputs": entries}
    if request.id is not None:
        answer["id"] = request.id
    try:
        header = json.dumps(answer, allow_nan=False, separators=(",", ":")).encode()
    except ValueError as error:
        raise ProtocolError(
            500, "an output is not a finite number, which JSON cannot say; ask for binary data to see it"
        ) from error
    return (b"".join([header, *binary]), len(header)) if binary else (header, None)


def check_result(results: Tensors, config: ModelConfig, batch: int | None) -> None:
    """What a back end returns must be what `model.json` promises."""
    for tensor in config.outputs:
        array = results.get(tensor.name)
        if array is None:
            raise ValueError(f"the back end returned no {tensor.name}")
        if array.dtype != np.dtype(DATATYPES[tensor.datatype]):
            raise ValueError(f"output {tensor.name} is {array.dtype}, but {tensor.datatype} in model.json")
        want = (batch, *tensor.shape[1:]) if batch is not None else tensor.shape
        if not _fits(array.shape, tuple(-1 if size is None else size for size in want)):
            raise ValueError(f"output {tensor.name} has shape {list(array.shape)}, but {list(want)} in model.json")


def _split(body: bytes, header_length: int | None) -> tuple[bytes, bytes]:
    if header_length is None:
        return body, b""
    if header_length > len(body):
        raise _bad(f"Inference-Header-Content-Length is {header_length}, but the body has {len(body)} bytes")
    return body[:header_length], body[header_length:]


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _bad(f"the body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise _bad("the body must be a JSON object with inputs")
    return value


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


def _input(entry: dict[str, Any], tensor: TensorConfig, config: ModelConfig, reader: "_BinaryReader") -> np.ndarray:
    if entry.get("datatype") != tensor.datatype:
        raise _bad(f"input {tensor.name} has datatype {entry.get('datatype')!r}, want {tensor.datatype}")
    shape = entry.get("shape")
    if not isinstance(shape, list) or not all(type(size) is int and size > 0 for size in shape):
        raise _bad(f"input {tensor.name} needs a shape: a list of whole numbers above 0")
    if not _fits(tuple(shape), tensor.shape):
        raise _bad(f"input {tensor.name} has shape {shape}, want {list(tensor.shape)} (-1 is any size)")
    if config.batched and shape[0] > config.max_batch:
        raise _bad(f"input {tensor.name} has a batch of {shape[0]}, want at most {config.max_batch}; send several")
    size = _parameter(entry, "binary_data_size")
    if size is not None:
        if "data" in entry:
            raise _bad(f"input {tensor.name} has both data and binary_data_size, want one")
        return reader.read(tensor, shape, size)
    return _from_json(entry.get("data"), tensor, shape)


def _from_json(data: Any, tensor: TensorConfig, shape: list[int]) -> np.ndarray:
    if tensor.datatype == "FP16":
        raise _bad(f"input {tensor.name} is FP16, which JSON has no form for; send it as binary data")
    if not isinstance(data, list):
        raise _bad(f"input {tensor.name} needs data (a list) or the parameter binary_data_size")
    want = np.dtype(DATATYPES[tensor.datatype])
    try:
        converted = _array(data, want)
    except (ValueError, OverflowError, FloatingPointError) as error:
        raise _bad(f"the data of input {tensor.name} is no {tensor.datatype}: {error}") from error
    if converted.size != math.prod(shape):
        raise _bad(f"input {tensor.name} has {converted.size} values, but shape {shape} means {math.prod(shape)}")
    if converted.ndim > 1 and list(converted.shape) != shape:
        raise _bad(f"the data of input {tensor.name} is nested as {list(converted.shape)}, but its shape is {shape}")
    return np.ascontiguousarray(converted.reshape(shape))


def _array(data: list[Any], want: np.dtype[Any]) -> np.ndarray:
    array = np.array(data)
    if want.kind == "u" and array.dtype.kind in "fO":
        # NumPy makes floats of a list with numbers on both sides of 2^63.
        exact = np.array(data, dtype=object)
        if not all(type(value) is int for value in exact.flat):
            raise ValueError("wrong kind of values")
        return exact.astype(want)
    if array.dtype.kind not in _KINDS[want.kind]:
        raise ValueError("wrong kind of values")
    if want.kind in "ui" and array.size > 0:
        limits = np.iinfo(want)
        if int(array.min()) < limits.min or int(array.max()) > limits.max:
            raise ValueError("a value is out of range")
    with np.errstate(over="raise"):
        return array.astype(want)


class _BinaryReader:
    """Hands out the bytes behind the JSON part, in the order of the inputs."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._at = 0

    def read(self, tensor: TensorConfig, shape: list[int], size: Any) -> np.ndarray:
        dtype = _wire(tensor.datatype)
        want = math.prod(shape) * dtype.itemsize
        if type(size) is not int or size != want:
            raise _bad(f"input {tensor.name} has binary_data_size {size!r}, but its shape means {want}")
        if self._at + size > len(self._data):
            raise _bad(f"input {tensor.name} has {len(self._data) - self._at} bytes of binary data left, want {size}")
        chunk = self._data[self._at : self._at + size]
        self._at += size
        if dtype.kind == "b" and np.frombuffer(chunk, np.uint8).max(initial=0) > 1:
            raise _bad(f"input {tensor.name} is BOOL, whose bytes are 0 or 1")
        # A copy, since the JSON part may leave the rest of the body at an odd address.
        return np.frombuffer(chunk, dtype).astype(DATATYPES[tensor.datatype]).reshape(shape)

    def finish(self) -> None:
        left = len(self._data) - self._at
        if left > 0:
            raise _bad(f"{left} bytes of binary data belong to no input; is binary_data_size missing?")


def _outputs(request: dict[str, Any], config: ModelConfig) -> tuple[tuple[TensorConfig, bool], ...]:
    by_default = _flag(request, "binary_data_output", False)
    wanted = request.get("outputs")
    if wanted is None or wanted == []:
        return tuple((tensor, _binary_if_allowed(tensor, by_default)) for tensor in config.outputs)
    if not isinstance(wanted, list):
        raise _bad("outputs must be a list")
    known = {tensor.name: tensor for tensor in config.outputs}
    chosen: dict[str, tuple[TensorConfig, bool]] = {}
    for entry in wanted:
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or name not in known:
            raise _bad(f"the model has no output {name!r}, only {', '.join(known)}")
        if name in chosen:
            raise _bad(f"output {name} is asked for twice")
        chosen[name] = (known[name], _binary_if_allowed(known[name], _flag(entry, "binary_data", by_default)))
    return tuple(chosen.values())


def _binary_if_allowed(tensor: TensorConfig, as_binary: bool) -> bool:
    if tensor.datatype == "FP16" and not as_binary:
        raise _bad(f"output {tensor.name} is FP16, which JSON has no form for; ask for binary_data")
    return as_binary


def _parameter(entry: dict[str, Any], name: str) -> Any:
    parameters = entry.get("parameters", {})
    if not isinstance(parameters, dict):
        raise _bad("parameters must be an object")
    return parameters.get(name)


def _flag(entry: dict[str, Any], name: str, default: bool) -> bool:
    value = _parameter(entry, name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise _bad(f"{name} must be true or false")
    return value


def _fits(shape: tuple[int, ...], want: tuple[int, ...]) -> bool:
    return len(shape) == len(want) and all(b in (-1, a) for a, b in zip(shape, want, strict=True))


def _wire(datatype: str) -> np.dtype[Any]:
    return np.dtype(DATATYPES[datatype]).newbyteorder("<")


def _bad(message: str) -> ProtocolError:
    return ProtocolError(400, message)
