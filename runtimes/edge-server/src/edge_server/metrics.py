"""What Prometheus reads."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from edge_server import __version__

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry per server. Labels hold names of models that are served, never what a client made up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        GCCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        ProcessCollector(registry=self.registry)
        Info("edge_server", "The server", registry=self.registry).info({"version": __version__})
        self.requests = self._counter("requests", "Inference requests answered", "model", "version", "code")
        self.refused = self._counter(
            "refused_requests", "Requests answered with an error before a model saw them", "code"
        )
        self.loads = self._counter("model_loads", "Attempts to load a version of a model", "model", "result")
        self.seconds = self._histogram("request_seconds", "From the first byte of the body to the answer")
        self.queue_seconds = self._histogram("queue_seconds", "Waiting for a free instance of the model")
        self.inference_seconds = self._histogram("inference_seconds", "Inside the back end")
        self.queued = self._gauge("queued_requests", "Requests that wait or run", "model")
        self.queue_limit = self._gauge("queue_limit", "Requests that may wait or run", "model")
        self.ready = self._gauge("model_ready", "1 while a version of the model is served", "model", "version")
        self.outdated = self._gauge("model_outdated", "1 while a newer version is there but does not load", "model")
        self.body_bytes = self._gauge("body_bytes", "Bytes of request bodies in memory")

    def forget(self, model: str, version: str) -> None:
        self.ready.remove(model, version)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"edge_server_{name}", about, labels, registry=self.registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"edge_server_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str) -> Histogram:
        return Histogram(f"edge_server_{name}", about, ("model",), buckets=_SECONDS, registry=self.registry)
