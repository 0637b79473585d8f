"""The protocol as an ASGI application: paths, bodies, answers."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from edge_server import __version__
from edge_server.body import BodyBudget, read_body
from edge_server.config import TensorConfig
from edge_server.errors import ProtocolError
from edge_server.metrics import Metrics
from edge_server.repository import Repository
from edge_server.served_model import Answer, RetiredError, ServedModel

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger("edge_server")
SERVER_NAME = "edge-server"
_JSON_LENGTH = "inference-header-content-length"
_MOST_DIGITS = 12


@dataclass(frozen=True)
class Limits:
    """What one server bears."""

    request_bytes: int
    total_body_bytes: int
    body_seconds: float
    queue_seconds: float


@dataclass(frozen=True)
class Reply:
    """An answer before it is sent."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class App:
    """Answers requests; knows no sockets and no signals."""

    def __init__(self, repository: Repository, metrics: Metrics, limits: Limits) -> None:
        self._repository = repository
        self._metrics = metrics
        self._limits = limits
        self._budget = BodyBudget(limits.total_body_bytes, metrics.body_bytes)
        self.draining = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"no {scope['type']} here")
        try:
            reply = await self._route(scope, receive)
        except ProtocolError as error:
            self._metrics.refused.labels(str(error.status)).inc()
            reply = _error(error)
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            reply = _error(ProtocolError(500, "the server failed; its log says why"))
        await _send(send, reply, scope["method"] == "HEAD")

    async def _route(self, scope: Scope, receive: Receive) -> Reply:
        method, path = scope["method"], scope["path"].rstrip("/")
        parts = path.split("/")[1:]
        match parts:
            case ["v2", "models", name, "infer"]:
                _allow(method, "POST")
                return await self._infer(name, None, scope, receive)
            case ["v2", "models", name, "versions", version, "infer"]:
                _allow(method, "POST")
                return await self._infer(name, version, scope, receive)
        reply = self._look(parts)
        if reply is None:
            raise ProtocolError(404, f"there is nothing at {path[:80] or '/'}; the protocol starts at /v2")
        _allow(method, "GET", "HEAD")
        return reply()

    def _look(self, parts: list[str]) -> Callable[[], Reply] | None:
        """What a GET answers."""
        answers: dict[tuple[str, ...], Callable[[], Reply]] = {
            ("metrics",): self._scrape,
            ("v2",): _server_metadata,
            ("v2", "health", "live"): lambda: _json(200, {"live": True}),
            ("v2", "health", "ready"): self._ready,
        }
        match parts:
            case ["v2", "models", name]:
                return lambda: _json(200, _metadata(self._model(name)))
            case ["v2", "models", name, "ready"]:
                return lambda: self._model_ready(name, None)
            case ["v2", "models", name, "versions", version]:
                return lambda: _json(200, _metadata(self._model(name, version)))
            case ["v2", "models", name, "versions", version, "ready"]:
                return lambda: self._model_ready(name, version)
        return answers.get(tuple(parts))

    def _scrape(self) -> Reply:
        return Reply(200, generate_latest(self._metrics.registry), CONTENT_TYPE_PLAIN_1_0_0)

    def _ready(self) -> Reply:
        reason = "the server is stopping" if self.draining else self._repository.not_ready()
        return _json(200, {"ready": True}) if reason is None else _json(503, {"ready": False, "error": reason})

    def _model_ready(self, name: str, version: str | None) -> Reply:
        model = self._model(name, version)
        return _json(503 if self.draining else 200, {"name": model.name, "ready": not self.draining})

    def _model(self, name: str, version: str | None = None) -> ServedModel:
        model = self._repository.find(name)
        problem = self._repository.problem(name)
        if model is None and problem is not None:
            raise ProtocolError(503, f"model {name} is not served; {problem}", 5)
        if model is None:
            raise ProtocolError(404, f"there is no model {name[:80]!r}")
        if version not in (None, model.version):
            raise ProtocolError(
                404, f"version {version!r:.20} of model {name} is not served, only {model.version} (the newest)"
            )
        return model

    async def _infer(self, name: str, version: str | None, scope: Scope, receive: Receive) -> Reply:
        model = self._model(name, version)
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        header_length = _json_length(headers)
        started = time.perf_counter()
        async with self._budget.hold() as hold:
            body = await read_body(headers, receive, hold, self._limits.request_bytes, self._limits.body_seconds)
            try:
                answer = await self._ask(model, version, body, header_length, receive)
            except ProtocolError as error:
                self._metrics.requests.labels(name, model.version, str(error.status)).inc()
                return _error(error)
        self._metrics.requests.labels(name, model.version, "200").inc()
        self._metrics.seconds.labels(name).observe(time.perf_counter() - started)
        return _answer(answer)

    async def _ask(
        self, model: ServedModel, version: str | None, body: bytes, header_length: int | None, receive: Receive
    ) -> Answer:
        while True:
            work = asyncio.ensure_future(model.infer(body, header_length, self._limits.queue_seconds))
            gone = asyncio.ensure_future(_disconnected(receive))
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            gone.cancel()
            if not work.done():
                work.cancel()
                raise ProtocolError(499, "the client has gone")
            try:
                return work.result()
            except RetiredError:
                model = self._model(model.name, version)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _allow(method: str, *allowed: str) -> None:
    if method not in allowed:
        raise ProtocolError(405, f"{method} is not for this path, only {' and '.join(allowed)}")


def _json_length(headers: dict[str, str]) -> int | None:
    text = headers.get(_JSON_LENGTH)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise ProtocolError(400, f"Inference-Header-Content-Length is {text[:40]!r}, want a number of bytes")
    return int(text)


def _server_metadata() -> Reply:
    return _json(200, {"name": SERVER_NAME, "version": __version__, "extensions": ["binary_tensor_data"]})


def _metadata(model: ServedModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "versions": [model.version],
        "platform": model.platform,
        "inputs": [_tensor(tensor) for tensor in model.config.inputs],
        "outputs": [_tensor(tensor) for tensor in model.config.outputs],
    }


def _tensor(tensor: TensorConfig) -> dict[str, Any]:
    return {"name": tensor.name, "datatype": tensor.datatype, "shape": list(tensor.shape)}


def _json(status: int, value: Any) -> Reply:
    return Reply(status, json.dumps(value, separators=(",", ":")).encode())


def _error(error: ProtocolError) -> Reply:
    reply = _json(error.status, {"error": error.message})
    if error.retry_after is None:
        return reply
    return Reply(reply.status, reply.body, headers=(("retry-after", str(error.retry_after)),))


def _answer(answer: Answer) -> Reply:
    if answer.header_length is None:
        return Reply(200, answer.body)
    return Reply(200, answer.body, "application/octet-stream", ((_JSON_LENGTH, str(answer.header_length)),))


async def _send(send: Send, reply: Reply, without_body: bool) -> None:
    headers = (("content-type", reply.content_type), ("content-length", str(len(reply.body))), *reply.headers)
    # An answer before the whole body was read leaves the rest of it in the pipe.
    closing = (("connection", "close"),) if reply.status in (408, 413, 415) else ()
    await send(
        {
            "type": "http.response.start",
            "status": reply.status,
            "headers": [(key.encode(), value.encode("latin-1")) for key, value in (*headers, *closing)],
        }
    )
    await send({"type": "http.response.body", "body": b"" if without_body else reply.body})
