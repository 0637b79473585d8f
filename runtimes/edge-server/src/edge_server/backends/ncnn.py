"""ncnn on the CPU."""

from pathlib import Path

import ncnn
import numpy as np

from edge_server.backends.contract import Tensors
from edge_server.config import ModelConfig, check_options, model_file
from edge_server.errors import ModelError

# An ncnn Mat has at most width, height, depth and channels.
_MOST_DIMENSIONS = 4


class NcnnBackend:
    """Loads `model.ncnn.param` and `model.ncnn.bin`, as pnnx writes them.

    Option `fp16` (default true) lets ncnn store and compute in half precision where the processor can.
    """

    platform = "ncnn"

    def load(self, folder: Path, config: ModelConfig) -> "NcnnModel":
        check_options(config, {"fp16"})
        param = model_file(folder, config, "param", "model.ncnn.param")
        weights = model_file(folder, config, "bin", "model.ncnn.bin")
        for tensor in (*config.inputs, *config.outputs):
            if tensor.datatype != "FP32":
                raise ModelError(f"{tensor.name} is {tensor.datatype}; the ncnn back end takes and returns FP32 only")
            if len(tensor.shape) - config.batched > _MOST_DIMENSIONS:
                raise ModelError(f"{tensor.name} has more than {_MOST_DIMENSIONS} dimensions without the batch")
        net = ncnn.Net()
        net.opt.use_vulkan_compute = False
        net.opt.num_threads = config.threads
        if not config.options.get("fp16", True):
            net.opt.use_fp16_packed = False
            net.opt.use_fp16_storage = False
            net.opt.use_fp16_arithmetic = False
        # ncnn says what it dislikes on standard error, and returns a number.
        if net.load_param(str(param)) != 0:
            raise ModelError(f"ncnn refuses {param.name}; is it text that pnnx of the same year wrote?")
        if net.load_model(str(weights)) != 0:
            raise ModelError(f"ncnn refuses {weights.name}; does it belong to {param.name}, and is it complete?")
        _check("input", [tensor.source for tensor in config.inputs], net.input_names())
        _check("output", [tensor.source for tensor in config.outputs], net.output_names())
        return NcnnModel(net, config)


class NcnnModel:
    """A net; every sample has an extractor of its own, so that several threads may run it."""

    def __init__(self, net: ncnn.Net, config: ModelConfig) -> None:
        self._net = net
        self._config = config

    def infer(self, inputs: Tensors) -> Tensors:
        if not self._config.batched:
            return self._run(inputs)
        size = len(next(iter(inputs.values())))
        samples = [self._run({name: array[at] for name, array in inputs.items()}) for at in range(size)]
        return {tensor.name: np.stack([sample[tensor.name] for sample in samples]) for tensor in self._config.outputs}

    def close(self) -> None:
        self._net.clear()

    def _run(self, inputs: Tensors) -> Tensors:
        with self._net.create_extractor() as extractor:
            for tensor in self._config.inputs:
                # A Mat over an array shares its memory but not its padding between channels: clone() adds it.
                if extractor.input(tensor.source, ncnn.Mat(np.ascontiguousarray(inputs[tensor.name])).clone()) != 0:
                    raise RuntimeError(f"ncnn takes no input {tensor.source}")
            return {tensor.name: self._extract(extractor, tensor.source) for tensor in self._config.outputs}

    @staticmethod
    def _extract(extractor: ncnn.Extractor, source: str) -> np.ndarray:
        status, mat = extractor.extract(source)
        if status != 0:
            raise RuntimeError(f"ncnn cannot compute {source} (status {status})")
        return np.array(mat, dtype=np.float32)


def _check(what: str, wanted: list[str], there: list[str]) -> None:
    for name in wanted:
        if name not in there:
            raise ModelError(f"the graph has no {what} {name!r}, only {', '.join(map(repr, there))}")
    missing = sorted(set(there) - set(wanted)) if what == "input" else []
    if missing:
        raise ModelError(f"model.json does not name the inputs {', '.join(missing)} of the graph")
