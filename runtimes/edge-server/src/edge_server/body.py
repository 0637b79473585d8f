"""Reads bodies of requests within bounds of size, time and memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from prometheus_client import Gauge

from edge_server.errors import ProtocolError


class BodyBudget:
    """How many bytes all bodies together may take."""

    def __init__(self, limit: int, gauge: Gauge) -> None:
        self._limit = limit
        self._used = 0
        self._gauge = gauge

    @asynccontextmanager
    async def hold(self) -> AsyncIterator["Hold"]:
        hold = Hold(self)
        try:
            yield hold
        finally:
            self._used -= hold.taken
            self._gauge.set(self._used)

    def take(self, size: int) -> None:
        if self._used + size > self._limit:
            raise ProtocolError(503, "too many bytes of other requests are being worked on", 1)
        self._used += size
        self._gauge.set(self._used)


class Hold:
    """What one request took of the budget."""

    def __init__(self, budget: BodyBudget) -> None:
        self._budget = budget
        self.taken = 0

    def grow_to(self, size: int) -> None:
        if size > self.taken:
            self._budget.take(size - self.taken)
            self.taken = size


async def read_body(
    headers: dict[str, str],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    hold: Hold,
    limit: int,
    seconds: float,
) -> bytes:
    """The whole body, or a 400, 408, 413, 415 or 503 that says what is wrong."""
    encoding = headers.get("content-encoding", "identity")
    if encoding != "identity":
        raise ProtocolError(415, f"content-encoding {encoding[:20]!r} is not understood; send the body as it is")
    declared = headers.get("content-length")
    if declared is not None:
        _check_size(int(declared), limit)
        hold.grow_to(int(declared))
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ProtocolError(499, "the client has gone")
                chunks.append(message.get("body", b""))
                size += len(chunks[-1])
                _check_size(size, limit)
                hold.grow_to(size)
                if not message.get("more_body", False):
                    break
    except TimeoutError as error:
        raise ProtocolError(408, f"the body did not arrive within {seconds:g} s") from error
    if size == 0:
        raise ProtocolError(400, "the body is empty; want a JSON object with inputs")
    return b"".join(chunks)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise ProtocolError(413, f"the body has {size} bytes or more, want at most {limit}")
