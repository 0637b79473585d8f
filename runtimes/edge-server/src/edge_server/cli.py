"""The command line: `edge-server serve`, `check` and `convert`."""

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import edge_server
from edge_server import __version__
from edge_server.app import App, Limits
from edge_server.backends.loader import BackendLoader, parse_backend
from edge_server.convert import Conversion, convert, parse_tensor
from edge_server.errors import ModelError
from edge_server.metrics import Metrics
from edge_server.repository import Repository
from edge_server.server import ConnectionLimits, EdgeServer

_MEBIBYTE = 1024 * 1024
T = TypeVar("T")


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(level=options.log_level.upper(), handlers=[handler])
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1


def _serve(options: argparse.Namespace) -> int:
    metrics = Metrics()
    repository = Repository(options.models, BackendLoader(dict(options.backend)), metrics, options.poll_seconds)
    limits = Limits(
        request_bytes=int(options.max_request_mib * _MEBIBYTE),
        total_body_bytes=int(options.max_body_memory_mib * _MEBIBYTE),
        body_seconds=options.body_seconds,
        queue_seconds=options.queue_seconds,
    )
    server = EdgeServer(
        App(repository, metrics, limits),
        options.host,
        options.port,
        options.drain_seconds,
        options.stop_seconds,
        ConnectionLimits(options.header_seconds, options.body_seconds, options.max_connections),
    )
    repository.start()
    try:
        asyncio.run(server.serve())
    finally:
        repository.stop()
    return 0


def _check(options: argparse.Namespace) -> int:
    repository = Repository(options.models, BackendLoader(dict(options.backend)), Metrics(), 1)
    repository.scan(settled=True)
    reason = repository.not_ready()
    print(reason or "every model loads and answers")
    return 0 if reason is None else 1


def _convert(options: argparse.Namespace) -> int:
    wanted = Conversion(
        options.source,
        options.models / options.model / str(options.version),
        tuple(options.input),
        tuple(options.output),
        options.max_batch,
        options.threads,
        not options.no_fp16,
    )
    print(f"{wanted.target} is {'made' if convert(wanted) else 'there already'}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="edge-server", description=edge_server.__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--log-level", choices=["debug", "info", "warning", "error"], default="info")
    commands = parser.add_subparsers(required=True)
    _add_serve(commands)
    _add_check(commands)
    _add_convert(commands)
    return parser


def _add_serve(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = _command(commands, "serve", "serve every model in a folder", _serve)
    _add_models(serve)
    serve.add_argument("--host", default="0.0.0.0", help="address to listen on (default: all)")  # noqa: S104 - a pod is reached from outside
    serve.add_argument("--port", type=int, default=8080)
    serve.add_argument("--poll-seconds", type=_seconds, default=2, help="how often the folder is looked at")
    serve.add_argument("--max-request-mib", type=_positive, default=16, help="largest body")
    serve.add_argument("--max-body-memory-mib", type=_positive, default=128, help="all bodies together")
    serve.add_argument("--max-connections", type=int, default=512)
    serve.add_argument("--header-seconds", type=_seconds, default=10, help="time for request line and headers")
    serve.add_argument(
        "--body-seconds", type=_seconds, default=30, help="time for a body, and for a client to take its answer"
    )
    serve.add_argument("--queue-seconds", type=_seconds, default=5, help="longest wait before 503")
    serve.add_argument("--drain-seconds", type=float, default=5, help="serves on, not ready, after SIGTERM")
    serve.add_argument("--stop-seconds", type=int, default=20, help="time to finish what runs after that")


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _add_models(_command(commands, "check", "load every model once and say what is wrong", _check))


def _add_convert(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(commands, "convert", "make an ncnn version of an ONNX model, with pnnx", _convert)
    parser.add_argument("source", type=Path, help="an ONNX file")
    parser.add_argument("--models", type=Path, required=True, help="folder of models to write to")
    parser.add_argument("--model", required=True, help="name of the model")
    parser.add_argument("--version", type=int, required=True, help="version to make")
    parser.add_argument("--input", type=_tensor, action="append", required=True, metavar="NAME=[1,3,48,192]")
    parser.add_argument("--output", type=_tensor, action="append", required=True, metavar="NAME=[1,2]")
    parser.add_argument("--max-batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-fp16", action="store_true", help="compute in single precision only")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    about: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(run=run)
    return parser


def _add_models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--models", type=_folder, required=True, help="folder of <model>/<version>/model.json")
    parser.add_argument(
        "--backend", type=_as_argument(parse_backend), action="append", default=[], metavar="NAME=MODULE:CLASS"
    )


def _as_argument(parse: Callable[[str], T]) -> Callable[[str], T]:
    def argument(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return argument


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder")
    return path


def _positive(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} must be above 0")
    return value


_seconds = _positive
_tensor = _as_argument(parse_tensor)


class _JsonLines(logging.Formatter):
    """One JSON object a line, as log collectors read it."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)
