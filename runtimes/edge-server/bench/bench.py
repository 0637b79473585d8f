"""Latency under load and memory over a soak, of the real model, over loopback.

    npm run bench:edge-server -- [--seconds 10] [--soak 36000] [--markdown FILE]

Clients are one process that sends the next request when the last is answered, on connections that stay open; it shares
the cores with the server. `offered` rows send at a fixed rate instead, and count the time that a request waits for a
free connection, so that a slow server cannot hide by being asked less. Exit code 1 when p99 at the stated concurrency
is 100 ms or more, or when memory grows by more than 32 MiB over the soak.
"""

import argparse
import contextlib
import json
import os
import platform
import queue
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import ncnn
import numpy as np
import onnxruntime

from edge_server.convert import convert
from support import IMAGE, Server, image_config, images, real_model, running, write_version
from test_models import conversion

BOUND_MS = 100.0
CONCURRENCY = 4
GROWTH_MIB = 32.0
MODELS = {"ncnn": "ncnn, half precision", "ncnn-fp32": "ncnn, single precision", "onnx": "ONNX Runtime"}


@dataclass(frozen=True)
class Row:
    """One measurement."""

    model: str
    body: str
    load: str
    milliseconds: np.ndarray
    seconds: float
    refused: int

    def cells(self) -> list[str]:
        percentiles = [f"{np.percentile(self.milliseconds, q):.1f}" for q in (50, 95, 99)]
        rate = f"{len(self.milliseconds) / self.seconds:.0f}"
        return [MODELS[self.model], self.body, self.load, rate, *percentiles, str(self.refused)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument(
        "--soak", type=int, default=36_000, help="requests of the soak; 36000 are 10 a second for an hour"
    )
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder)
        convert(conversion(models / "ncnn" / "1"))
        convert(conversion(models / "ncnn-fp32" / "1", fp16=False))
        write_version(models, "onnx", 1, image_config("onnx", files={"model": real_model().name}), real_model())
        with running(models) as server:
            server.wait_ready()
            rows = measure(server, options.seconds)
            grown, text = soak(server, options.soak) if options.soak > 0 else (0.0, "")
    report = table(rows) + "\n\n" + text
    print(report)
    if options.markdown:
        options.markdown.write_text(report + "\n", "utf-8")
    worst = max(np.percentile(row.milliseconds, 99) for row in rows if row.load == f"{CONCURRENCY} clients")
    print(f"p99 at {CONCURRENCY} clients is {worst:.1f} ms at worst; want less than {BOUND_MS:g} ms")
    return 0 if worst < BOUND_MS and grown < GROWTH_MIB else 1


def measure(server: Server, seconds: float) -> list[Row]:
    rows = []
    for model in MODELS:
        rows += [closed(server, model, "binary", clients, seconds) for clients in (1, CONCURRENCY, 8)]
        rows.append(closed(server, model, "JSON", CONCURRENCY, seconds))
        rows.append(offered(server, model, 30, seconds))
    return rows


def payload(model: str, body: str) -> tuple[str, bytes, dict[str, str]]:
    path = f"/v2/models/{model}/infer"
    image = images(1)
    tensor = {"name": "x", "shape": [1, *IMAGE], "datatype": "FP32"}
    if body == "JSON":
        return path, json.dumps({"inputs": [{**tensor, "data": image.ravel().tolist()}]}).encode(), {}
    head = json.dumps({"inputs": [{**tensor, "parameters": {"binary_data_size": image.nbytes}}]}).encode()
    return path, head + image.tobytes(), {"Inference-Header-Content-Length": str(len(head))}


def closed(server: Server, model: str, body: str, clients: int, seconds: float) -> Row:
    """Each client sends its next request when its last is answered."""
    times: list[float] = []
    refused: list[float] = []
    end = time.perf_counter() + seconds + 1

    def client(ask: Callable[[], int]) -> None:
        warm = time.perf_counter() + 1
        while (started := time.perf_counter()) < end:
            status = ask()
            if started >= warm:
                (times if status == 200 else refused).append(time.perf_counter() - started)

    on_connections(server, model, body, clients, client)
    return Row(
        model, body, f"{clients} client{'s' if clients > 1 else ''}", np.array(times) * 1000, seconds, len(refused)
    )


def offered(server: Server, model: str, rate: int, seconds: float) -> Row:
    """Requests come at a fixed rate; the clock of each starts when it is due."""
    due: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    times: list[float] = []
    refused: list[float] = []
    start = time.perf_counter() + 0.5
    for at in range(int(rate * seconds)):
        due.put(start + at / rate)
    for _ in range(16):
        due.put(None)

    def client(ask: Callable[[], int]) -> None:
        while (at := due.get()) is not None:
            time.sleep(max(0.0, at - time.perf_counter()))
            (times if ask() == 200 else refused).append(time.perf_counter() - at)

    on_connections(server, model, "binary", 16, client)
    return Row(model, "binary", f"offered {rate}/s", np.array(times) * 1000, seconds, len(refused))


def on_connections(server: Server, model: str, body: str, count: int, run: Callable[[Callable[[], int]], None]) -> None:
    path, content, headers = payload(model, body)

    def client() -> None:
        with contextlib.closing(server.connect()) as connection:

            def ask() -> int:
                connection.request("POST", path, content, headers)
                response = connection.getresponse()
                response.read()
                return response.status

            run(ask)

    threads = [threading.Thread(target=client) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def soak(server: Server, requests: int) -> tuple[float, str]:
    """Memory after the first tenth and at the end: what grows with requests shows between the two."""
    marks: list[float] = []
    share = requests // 10 // len(MODELS) // CONCURRENCY

    def client(ask: Callable[[], int]) -> None:
        for _ in range(share):
            if ask() != 200:
                raise RuntimeError("a request of the soak was refused")

    for _ in range(10):
        for model in MODELS:
            on_connections(server, model, "binary", CONCURRENCY, client)
        marks.append(server.memory_mib())
    grown = marks[-1] - marks[0]
    listed = ", ".join(f"{mark:.1f}" for mark in marks)
    return grown, f"Resident memory over {requests} requests, after each tenth: {listed} MiB ({grown:+.1f} MiB)."


def table(rows: list[Row]) -> str:
    head = ["runtime", "body", "load", "answers/s", "p50 ms", "p95 ms", "p99 ms", "refused"]
    lines = [head, ["---"] * 3 + ["--:"] * 5, *(row.cells() for row in rows)]
    about = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, ncnn {ncnn.__version__}, "
        f"ONNX Runtime {onnxruntime.__version__}, one thread and one instance a model; clients on the same cores."
    )
    return about + "\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
