"""Starts the server as a process, and talks to it."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
SOURCES = HERE.parent / "src"
MODEL_VARIABLE = "EDGE_SERVER_TEST_MODEL"
IMAGE = (3, 48, 192)

SCALE: dict[str, Any] = {
    "backend": "scale",
    "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 2]}],
    "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1, 2]}],
    "maxBatch": 4,
    "queue": 4,
}


def real_model() -> Path:
    """The ONNX file that tells whether a line of text is upside down; see models.txt for where it comes from."""
    path = os.environ.get(MODEL_VARIABLE)
    if path is None:
        raise RuntimeError(f"set {MODEL_VARIABLE} to the ONNX file that README.md names under Tests")
    return Path(path)


def image_config(backend: str, **more: Any) -> dict[str, Any]:
    """`model.json` of the real model in a back end."""
    ncnn = backend == "ncnn"
    return {
        "backend": backend,
        "inputs": [{"name": "x", "source": "in0" if ncnn else "x", "datatype": "FP32", "shape": [-1, *IMAGE]}],
        "outputs": [
            {
                "name": "probabilities",
                "source": "out0" if ncnn else "save_infer_model/scale_0.tmp_1",
                "datatype": "FP32",
                "shape": [-1, 2],
            }
        ],
        "maxBatch": 8,
        **more,
    }


def images(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (count, *IMAGE)).astype(np.float32)


def write_version(models: Path, name: str, version: int, config: dict[str, Any], *files: Path) -> Path:
    """A version folder, as a careful writer makes it: beside the models, then renamed."""
    (models / name).mkdir(parents=True, exist_ok=True)
    scratch = models / name / f".writing-{version}"
    scratch.mkdir()
    for file in files:
        shutil.copy(file, scratch / file.name)
    (scratch / "model.json").write_text(json.dumps(config), "utf-8")
    folder = models / name / str(version)
    scratch.rename(folder)
    return folder


class Reply:
    """What came back."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        return str(self.json["error"])


class Server:
    """A running server."""

    def __init__(self, models: Path, *options: str) -> None:
        self._log: list[str] = []
        self.port = 0
        self._bound = threading.Event()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "edge_server", "serve", "--models", str(models)),
                *("--host", "127.0.0.1", "--port", "0", "--poll-seconds", "0.1", "--drain-seconds", "0"),
                *("--backend", "scale=scale_backend:ScaleBackend", *options),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCES), str(HERE), *_python_path()])},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._bound.wait(30):
            self.process.kill()
            raise RuntimeError("the server did not listen:\n" + self.log)

    @property
    def log(self) -> str:
        return "".join(self._log)

    def connect(self, timeout: float = 30) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, path, body, headers or {})
            return Reply(connection.getresponse())

    def get(self, path: str) -> Reply:
        return self.ask("GET", path)

    def infer(self, model: str, request: Any, headers: dict[str, str] | None = None) -> Reply:
        body = request if isinstance(request, bytes) else json.dumps(request).encode()
        return self.ask("POST", f"/v2/models/{model}/infer", body, headers)

    def scale(self, values: list[Any], **more: Any) -> Reply:
        return self.infer("scale", scale_request(values, **more))

    def raw(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def metric(self, name: str, **labels: str) -> float:
        for line in self.get("/metrics").body.decode().splitlines():
            if line.startswith(name) and all(f'{key}="{value}"' in line for key, value in labels.items()):
                return float(line.rsplit(" ", 1)[1])
        return 0.0

    def memory_mib(self) -> float:
        return self.metric("process_resident_memory_bytes") / 1024 / 1024

    def wait_ready(self) -> None:
        wait_for(lambda: self.get("/v2/health/ready").status == 200, "the server to be ready")

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self._reader.join(10)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._log.append(line)
            if "Uvicorn running on" in line:
                self.port = int(line.split("127.0.0.1:")[1].split(" ")[0])
                self._bound.set()


def scale_request(values: list[Any], **more: Any) -> dict[str, Any]:
    return {"inputs": [{"name": "x", "shape": [len(values) // 2, 2], "datatype": "FP32", "data": values}], **more}


def wait_for(is_true: Callable[[], bool], what: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s for {what}")
        time.sleep(0.02)


class ServerTest(unittest.TestCase):
    """One server for a class; models are written by `write_models` before it starts."""

    options: tuple[str, ...] = ()
    server: Server
    models: Path

    @classmethod
    def write_models(cls, models: Path) -> None:
        write_version(models, "scale", 1, SCALE)

    @classmethod
    def setUpClass(cls) -> None:
        cls.models = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.write_models(cls.models)
        cls.server = cls.enterClassContext(running(cls.models, *cls.options))
        cls.server.wait_ready()


@contextlib.contextmanager
def running(models: Path, *options: str) -> Iterator[Server]:
    server = Server(models, *options)
    try:
        yield server
    finally:
        server.stop()


def _python_path() -> list[str]:
    return [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
