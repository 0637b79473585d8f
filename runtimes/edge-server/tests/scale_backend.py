"""A back end of somebody else, named on the command line: multiplies by a factor, slowly or wrongly when asked."""

import time
from pathlib import Path

from edge_server.backends.contract import Tensors
from edge_server.config import ModelConfig, check_options

FAILS_ON = 13


class ScaleBackend:
    """Options: `factor`, `sleepSeconds`, `loadSeconds`, `dtype`."""

    platform = "scale"

    def load(self, folder: Path, config: ModelConfig) -> "ScaleModel":
        assert folder.is_dir()
        check_options(config, {"factor", "sleepSeconds", "loadSeconds", "dtype"})
        time.sleep(config.options.get("loadSeconds", 0))
        return ScaleModel(config)


class ScaleModel:
    """A model in memory."""

    def __init__(self, config: ModelConfig) -> None:
        self._config = config
        self._is_open = True

    def infer(self, inputs: Tensors) -> Tensors:
        options = self._config.options
        if not self._is_open:
            raise RuntimeError("used after close()")
        array = next(iter(inputs.values()))
        if (array == FAILS_ON).any():
            raise RuntimeError("secret detail of the back end")
        time.sleep(options.get("sleepSeconds", 0))
        result = array * array.dtype.type(options.get("factor", 2))
        return {tensor.name: result.astype(options.get("dtype", result.dtype)) for tensor in self._config.outputs}

    def close(self) -> None:
        self._is_open = False
