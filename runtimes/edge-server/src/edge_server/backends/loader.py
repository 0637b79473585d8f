"""Finds back ends by name: the two that come with the server, and those that the operator names."""

import importlib
import re

from edge_server.backends.contract import Backend
from edge_server.errors import ModelError

BUILT_IN = {
    "ncnn": "edge_server.backends.ncnn:NcnnBackend",
    "onnx": "edge_server.backends.onnx:OnnxBackend",
}
_PATH = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


class BackendLoader:
    """Imports a back end when the first model asks for it, so that an absent runtime costs nothing."""

    def __init__(self, extra: dict[str, str] | None = None) -> None:
        self._paths = {**BUILT_IN, **(extra or {})}
        self._loaded: dict[str, Backend] = {}

    def find(self, name: str) -> Backend:
        if name not in self._paths:
            known = ", ".join(sorted(self._paths))
            raise ModelError(
                f"there is no back end {name!r}, only {known}; start the server with --backend {name}=module:Class"
            )
        if name not in self._loaded:
            self._loaded[name] = _import(name, self._paths[name])
        return self._loaded[name]


def parse_backend(text: str) -> tuple[str, str]:
    """`tnn=acme_tnn:TnnBackend` as name and path."""
    name, _, path = text.partition("=")
    if not name or not _PATH.fullmatch(path):
        raise ValueError(f"{text!r} is no back end; want name=module.path:Class")
    return name, path


def _import(name: str, path: str) -> Backend:
    module, _, attribute = path.partition(":")
    try:
        backend = getattr(importlib.import_module(module), attribute)()
    except Exception as error:
        raise ModelError(f"back end {name} ({path}) cannot be loaded: {error}") from error
    if not isinstance(backend, Backend):
        raise ModelError(f"back end {name} ({path}) lacks load() or platform; see edge_server.backends.contract")
    return backend
