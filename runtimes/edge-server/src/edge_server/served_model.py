"""A version of a model in memory, with its bounded queue."""

import asyncio
import logging
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from edge_server.backends.contract import Backend, LoadedModel
from edge_server.config import DATATYPES, ModelConfig
from edge_server.errors import ModelError, ProtocolError
from edge_server.metrics import Metrics
from edge_server.tensors import check_result, decode, encode

log = logging.getLogger("edge_server")


class RetiredError(Exception):
    """A newer version took over between the look-up and the request."""


@dataclass(frozen=True)
class Answer:
    """Bytes of an answer, and the length of its JSON part where binary data follows."""

    body: bytes
    header_length: int | None


class ServedModel:
    """Runs requests on `instances` threads; at most `queue` more wait, the rest is told when to come again."""

    def __init__(
        self, name: str, version: str, config: ModelConfig, backend: Backend, model: LoadedModel, metrics: Metrics
    ) -> None:
        self.name = name
        self.version = version
        self.config = config
        self.platform = backend.platform
        self._model = model
        self._metrics = metrics
        self._pool = ThreadPoolExecutor(config.instances, thread_name_prefix=f"{name}-{version}")
        self._limit = config.instances + config.queue
        self._pending = 0
        self._lock = threading.Lock()
        self._seconds = 0.0
        self._retired = False

    def warm_up(self) -> None:
        """One run with zeros, so that what does not fit `model.json` is never served."""
        shapes = [(1, *t.shape[1:]) if self.config.batched else t.shape for t in self.config.inputs]
        if any(-1 in shape for shape in shapes):
            return
        inputs = {
            tensor.name: np.zeros(shape, DATATYPES[tensor.datatype])
            for tensor, shape in zip(self.config.inputs, shapes, strict=True)
        }
        try:
            check_result(self._model.infer(inputs), self.config, 1 if self.config.batched else None)
        except Exception as error:
            raise ModelError(f"a first run with zeros fails: {error}") from error

    async def infer(self, body: bytes, header_length: int | None, patience: float) -> Answer:
        """Answers one request, or refuses it at once when too many wait."""
        cancelled = threading.Event()
        job = self._job(body, header_length, time.perf_counter(), patience, cancelled)
        future = asyncio.wrap_future(self._submit(job))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            cancelled.set()
            future.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise

    def retire(self) -> None:
        """No new request comes; frees the model when the last has run. Blocks until then."""
        with self._lock:
            if self._retired:
                return
            self._retired = True
        self._pool.shutdown(wait=True)
        self._model.close()

    def _submit(self, job: Callable[[], Answer]) -> Future[Answer]:
        with self._lock:
            if self._retired:
                raise RetiredError
            if self._pending < self._limit:
                future = self._pool.submit(job)
                self._pending += 1
                self._metrics.queued.labels(self.name).inc()
                return future
            wait = math.ceil(self._pending * self._seconds / self.config.instances)
        raise ProtocolError(429, f"model {self.name} has {self._limit} requests waiting already", max(1, wait))

    def _job(
        self, body: bytes, header_length: int | None, queued: float, patience: float, cancelled: threading.Event
    ) -> Callable[[], Answer]:
        def run() -> Answer:
            try:
                waited = time.perf_counter() - queued
                self._metrics.queue_seconds.labels(self.name).observe(waited)
                if cancelled.is_set():
                    raise ProtocolError(499, "the client has gone")
                if waited > patience:
                    raise ProtocolError(
                        503, f"model {self.name} was busy for {patience:g} s", max(1, math.ceil(waited))
                    )
                return self._run(body, header_length)
            finally:
                with self._lock:
                    self._pending -= 1
                self._metrics.queued.labels(self.name).dec()

        return run

    def _run(self, body: bytes, header_length: int | None) -> Answer:
        started = time.perf_counter()
        request = decode(body, header_length, self.config)
        batch = len(next(iter(request.inputs.values()))) if self.config.batched else None
        before = time.perf_counter()
        try:
            results = self._model.infer(request.inputs)
            check_result(results, self.config, batch)
        except Exception as error:
            log.exception("model %s version %s failed", self.name, self.version)
            raise ProtocolError(500, f"model {self.name} failed on this request; its log says why") from error
        after = time.perf_counter()
        self._metrics.inference_seconds.labels(self.name).observe(after - before)
        answer = Answer(*encode(request, results, self.name, self.version))
        self._seconds += 0.1 * (time.perf_counter() - started - self._seconds)
        return answer
