"""Sockets and signals: uvicorn with the two things that it leaves to others."""

import asyncio
import time
from dataclasses import asdict, dataclass
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from edge_server.app import App

_HEADER_BYTES = 32 * 1024


class TimedProtocol(H11Protocol):
    """Closes connections that send headers, or take answers, too slowly, and those above a number."""

    header_seconds = 10.0
    write_seconds = 30.0
    most_connections = 512
    _header_timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            transport.close()
            return
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self._cancel_write_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._disarm()
        elif self._header_timer is None:
            self._arm()

    def on_response_complete(self) -> None:
        self._disarm()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._write_timer = self.loop.call_later(self.write_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._cancel_write_timer()
        super().resume_writing()

    def _cancel_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _arm(self) -> None:
        self._header_timer = self.loop.call_later(self.header_seconds, self.transport.close)

    def _disarm(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None


@dataclass(frozen=True)
class ConnectionLimits:
    """What one server bears of its clients' connections."""

    header_seconds: float
    write_seconds: float
    most_connections: int


class EdgeServer(uvicorn.Server):
    """On SIGTERM: not ready at once, still serving for `drain_seconds`, then finishes what runs and exits with 0."""

    def __init__(
        self,
        app: App,
        host: str,
        port: int,
        drain_seconds: float,
        stop_seconds: int,
        connections: "ConnectionLimits",
    ) -> None:
        protocol = type("Protocol", (TimedProtocol,), asdict(connections))
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=protocol,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=256,
                timeout_keep_alive=30,
                timeout_graceful_shutdown=stop_seconds,
                h11_max_incomplete_event_size=_HEADER_BYTES,
            )
        )
        self._app = app
        self._drain_seconds = drain_seconds
        self._exit_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._exit_at is not None:
            self.should_exit = True
            return
        self._app.draining = True
        self._exit_at = time.monotonic() + self._drain_seconds

    async def on_tick(self, counter: int) -> bool:
        if self._exit_at is not None and time.monotonic() >= self._exit_at:
            self.should_exit = True
        return await super().on_tick(counter)
