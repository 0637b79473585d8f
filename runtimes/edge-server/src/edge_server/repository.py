"""The folder of models: what is in it, and what of it is in memory."""

import logging
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from edge_server.backends.loader import BackendLoader
from edge_server.config import CONFIG_FILE, check_digests, read_config
from edge_server.errors import ModelError
from edge_server.metrics import Metrics
from edge_server.served_model import ServedModel

log = logging.getLogger("edge_server")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_VERSION = re.compile(r"[1-9][0-9]{0,17}")

Fingerprint = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True)
class _Candidate:
    version: str
    folder: Path
    fingerprint: Fingerprint


class Repository:
    """Serves the newest whole version of each model; looks for changes from a thread of its own.

    A version is taken up when its files are the same in two looks. The old one serves until the new one has loaded
    and run once; when that fails, it goes on serving.
    """

    def __init__(self, folder: Path, backends: BackendLoader, metrics: Metrics, poll_seconds: float) -> None:
        self._folder = folder
        self._backends = backends
        self._metrics = metrics
        self._poll_seconds = poll_seconds
        self._served: dict[str, ServedModel] = {}
        self._taken: dict[str, _Candidate] = {}
        self._failed: dict[str, _Candidate] = {}
        self._seen: dict[str, _Candidate] = {}
        self._errors: dict[str, str] = {}
        self._scanned = False
        self._was_ready = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="repository", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stops looking, and frees all models once nothing runs."""
        self._stop.set()
        self._thread.join()
        for model in self._served.values():
            model.retire()

    def find(self, name: str) -> ServedModel | None:
        return self._served.get(name)

    def problem(self, name: str) -> str | None:
        """Why a model that is in the folder is not served, or serves an older version."""
        return self._errors.get(name)

    def not_ready(self) -> str | None:
        """What keeps the server from being ready.

        At first every model in the folder must be served. Once that was so, a new model that does not load takes
        itself out and nobody else.
        """
        if not self._scanned:
            return "the model folder has not been read yet"
        if not self._served:
            return "; ".join(self._waiting()) or "there is no model in the folder"
        return None if self._was_ready else "; ".join(self._waiting())

    def _waiting(self) -> list[str]:
        names = sorted((set(self._errors) | set(self._seen)) - set(self._served))
        return [f"{name}: {self._errors.get(name, 'is being loaded')}" for name in names]

    def scan(self, settled: bool = False) -> None:
        """One look at the folder. `settled` takes what is there as whole, as at the start of the server."""
        found = self._candidates()
        for name in sorted(set(self._served) - set(found)):
            self._remove(name)
        for name in set(self._errors) - set(found):
            del self._errors[name]
        for name, candidate in sorted(found.items()):
            is_stable = settled or self._seen.get(name) == candidate
            is_known = candidate in (self._taken.get(name), self._failed.get(name))
            if is_stable and not is_known and not self._stop.is_set():
                self._load(name, candidate)
        self._seen = found
        self._was_ready = self._was_ready or (bool(self._served) and not self._waiting())
        self._scanned = True

    def _watch(self) -> None:
        settled = True
        while not self._stop.is_set():
            try:
                self.scan(settled)
                settled = False
            except Exception:
                log.exception("the model folder cannot be read; looking again in %g s", self._poll_seconds)
            self._stop.wait(self._poll_seconds)

    def _candidates(self) -> dict[str, _Candidate]:
        found = {}
        for folder in self._folder.iterdir():
            try:
                candidate = _newest(folder) if _MODEL.fullmatch(folder.name) and folder.is_dir() else None
            except OSError as error:
                # Gone between two calls, or a share that stumbles: what is served is no worse for it.
                log.warning("the folder of model %s cannot be read: %s", folder.name, error)
                candidate = self._seen.get(folder.name)
            if candidate is not None:
                found[folder.name] = candidate
        return found

    def _load(self, name: str, candidate: _Candidate) -> None:
        try:
            fresh = self._open(name, candidate)
        except ModelError as error:
            self._metrics.loads.labels(name, "failure").inc()
            self._failed[name] = candidate
            self._errors[name] = f"version {candidate.version}: {error}"
            log.error("model %s version %s is not served: %s", name, candidate.version, error)
            if name in self._served:
                self._metrics.outdated.labels(name).set(1)
            return
        old = self._served.get(name)
        self._served[name] = fresh
        self._taken[name] = candidate
        self._failed.pop(name, None)
        self._errors.pop(name, None)
        self._metrics.loads.labels(name, "success").inc()
        self._metrics.outdated.labels(name).set(0)
        self._metrics.queue_limit.labels(name).set(fresh.config.instances + fresh.config.queue)
        log.info("model %s version %s is served (%s)", name, fresh.version, fresh.platform)
        if old is not None:
            old.retire()
            if old.version != fresh.version:
                self._metrics.forget(name, old.version)
        self._metrics.ready.labels(name, fresh.version).set(1)

    def _open(self, name: str, candidate: _Candidate) -> ServedModel:
        try:
            config = read_config(candidate.folder)
            check_digests(candidate.folder, config)
            backend = self._backends.find(config.backend)
            model = ServedModel(
                name, candidate.version, config, backend, backend.load(candidate.folder, config), self._metrics
            )
        except ModelError:
            raise
        except Exception as error:
            log.exception("model %s version %s", name, candidate.version)
            raise ModelError(f"unexpected failure: {error}") from error
        try:
            model.warm_up()
        except ModelError:
            model.retire()
            raise
        return model

    def _remove(self, name: str) -> None:
        log.info("model %s has left the folder", name)
        old = self._served.pop(name)
        self._taken.pop(name, None)
        self._failed.pop(name, None)
        old.retire()
        self._metrics.forget(name, old.version)


def _newest(folder: Path) -> _Candidate | None:
    versions = [entry for entry in folder.iterdir() if _VERSION.fullmatch(entry.name)]
    for entry in sorted(versions, key=lambda version: int(version.name), reverse=True):
        if (entry / CONFIG_FILE).is_file():
            return _Candidate(entry.name, entry, _fingerprint(entry))
    return None


def _fingerprint(folder: Path) -> Fingerprint:
    """Names, sizes, times and inodes; follows links, since Kubernetes volumes are made of them."""
    stats = [(file.name, file.stat()) for file in sorted(folder.iterdir()) if file.is_file()]
    return tuple((name, stat.st_size, stat.st_mtime_ns, stat.st_ino) for name, stat in stats)
