"""ONNX Runtime on the CPU."""

from pathlib import Path

import onnxruntime as ort

from edge_server.backends.contract import Tensors
from edge_server.config import ModelConfig, TensorConfig, check_options, model_file
from edge_server.errors import ModelError

_TYPES = {
    "tensor(bool)": "BOOL",
    "tensor(uint8)": "UINT8",
    "tensor(uint16)": "UINT16",
    "tensor(uint32)": "UINT32",
    "tensor(uint64)": "UINT64",
    "tensor(int8)": "INT8",
    "tensor(int16)": "INT16",
    "tensor(int32)": "INT32",
    "tensor(int64)": "INT64",
    "tensor(float16)": "FP16",
    "tensor(float)": "FP32",
    "tensor(double)": "FP64",
}


class OnnxBackend:
    """Loads `model.onnx`."""

    platform = "onnx_onnxv1"

    def load(self, folder: Path, config: ModelConfig) -> "OnnxModel":
        check_options(config, set())
        path = model_file(folder, config, "model", "model.onnx")
        options = ort.SessionOptions()
        options.intra_op_num_threads = config.threads
        options.inter_op_num_threads = 1
        # Threads that spin between requests take the cores of whatever else runs on the node.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(f"ONNX Runtime refuses {path.name}: {error}") from error
        _check("input", config.inputs, {node.name: node.type for node in session.get_inputs()}, all_needed=True)
        _check("output", config.outputs, {node.name: node.type for node in session.get_outputs()}, all_needed=False)
        return OnnxModel(session, config)


class OnnxModel:
    """A session; safe to run from several threads."""

    def __init__(self, session: ort.InferenceSession, config: ModelConfig) -> None:
        self._session = session
        self._inputs = {tensor.name: tensor.source for tensor in config.inputs}
        self._outputs = [tensor.name for tensor in config.outputs]
        self._sources = [tensor.source for tensor in config.outputs]

    def infer(self, inputs: Tensors) -> Tensors:
        feeds = {self._inputs[name]: array for name, array in inputs.items()}
        return dict(zip(self._outputs, self._session.run(self._sources, feeds), strict=True))

    def close(self) -> None:
        del self._session


def _check(what: str, tensors: tuple[TensorConfig, ...], types: dict[str, str], all_needed: bool) -> None:
    for tensor in tensors:
        if tensor.source not in types:
            raise ModelError(f"the graph has no {what} {tensor.source!r}, only {', '.join(map(repr, types))}")
        got = _TYPES.get(types[tensor.source], types[tensor.source])
        if got != tensor.datatype:
            raise ModelError(f"{what} {tensor.name} is {got} in the graph, but {tensor.datatype} in model.json")
    missing = sorted(set(types) - {tensor.source for tensor in tensors})
    if all_needed and missing:
        raise ModelError(f"model.json does not name the {what}s {', '.join(missing)} of the graph")
