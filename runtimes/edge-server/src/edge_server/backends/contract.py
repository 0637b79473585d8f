"""The contract between the server and what runs a model.

A back end is a class without constructor arguments. The operator names it on the command line
(`--backend tnn=acme_tnn:TnnBackend`); models then say `"backend": "tnn"`. A model folder never names code.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from edge_server.config import ModelConfig

Tensors = Mapping[str, np.ndarray]


@runtime_checkable
class LoadedModel(Protocol):
    """A model in memory."""

    def infer(self, inputs: Tensors) -> Tensors:
        """Runs one request.

        Keys are the names of `model.json`. Arrays are C-contiguous, of the datatype that the configuration says,
        and of a shape that fits it; they must not be written to. The result has an entry for each configured
        output. Called from `instances` threads at once; must release the interpreter lock while it computes, or
        health checks wait for it. Anything raised is answered with status 500 and logged; the model stays.
        """
        ...

    def close(self) -> None:
        """Frees what the model holds. Called once, when no request runs any more."""
        ...


@runtime_checkable
class Backend(Protocol):
    """Loads models of one format."""

    platform: str
    """What model metadata says as `platform`."""

    def load(self, folder: Path, config: ModelConfig) -> LoadedModel:
        """Loads one version from its folder; raises `ModelError` with a message for the operator.

        Must not change anything in the folder: it is mounted read-only.
        """
        ...
