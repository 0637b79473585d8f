"""What must hold while requests come: overload, new versions, the end of the process, memory."""

import collections
import contextlib
import http.client
import json
import shutil
import signal
import tempfile
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from support import (
    SCALE,
    Reply,
    Server,
    image_config,
    images,
    real_model,
    running,
    scale_request,
    wait_for,
    write_version,
)

BODY = json.dumps(scale_request([1, 2])).encode()


class Load:
    """Clients that ask one after the other, each on a connection of its own, until they are told to stop."""

    def __init__(self, server: Server, clients: int, path: str = "/v2/models/scale/infer") -> None:
        self.answers: list[tuple[int, Any]] = []
        self.broken: list[str] = []
        self._server = server
        self._path = path
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    @contextlib.contextmanager
    def running(self) -> Iterator["Load"]:
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()

    @property
    def codes(self) -> set[int]:
        return {code for code, _ in self.answers}

    def _ask(self) -> None:
        connection = self._server.connect()
        while not self._stop.is_set():
            try:
                connection.request("POST", self._path, BODY)
                reply = Reply(connection.getresponse())
            except (ConnectionRefusedError, http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError) as e:
                # What a client sees of a server that is gone; an answer that breaks off is an IncompleteRead.
                self.broken.append(type(e).__name__)
                connection.close()
                time.sleep(0.005)
                continue
            self.answers.append((reply.status, reply.json))
        connection.close()


class UnderLoad(unittest.TestCase):
    def setUp(self) -> None:
        self.models = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def _scale(self, version: int, **options: Any) -> None:
        write_version(self.models, "scale", version, {**SCALE, "options": options})

    def _run(self, *options: str) -> Server:
        server = self.enterContext(running(self.models, *options))
        server.wait_ready()
        return server

    def test_refuses_what_the_queue_cannot_hold_and_says_when_to_come_again(self) -> None:
        self._scale(1, sleepSeconds=0.3)
        server = self._run()
        replies = at_once(12, lambda: server.scale([1, 2]))
        counted = collections.Counter(reply.status for reply in replies)
        self.assertEqual({200: 5, 429: 7}, dict(counted))
        for reply in replies:
            if reply.status == 429:
                self.assertGreaterEqual(int(reply.headers["retry-after"]), 1)
                self.assertIn("5 requests waiting", reply.error)
        self.assertEqual(7, server.metric("edge_server_requests_total", code="429"))
        self.assertEqual(200, server.scale([1, 2]).status)

    def test_answers_health_while_the_queue_is_full(self) -> None:
        self._scale(1, sleepSeconds=0.5)
        server = self._run()
        with Load(server, 8).running():
            wait_for(lambda: server.metric("edge_server_queued_requests", model="scale") == 5, "a full queue")
            started = time.monotonic()
            self.assertEqual(200, server.get("/v2/health/live").status)
            self.assertEqual(200, server.get("/v2/health/ready").status)
            self.assertLess(time.monotonic() - started, 1)

    def test_refuses_what_waited_too_long(self) -> None:
        self._scale(1, sleepSeconds=0.4)
        server = self._run("--queue-seconds", "0.5")
        counted = collections.Counter(reply.status for reply in at_once(4, lambda: server.scale([1, 2])))
        self.assertEqual({200: 2, 503: 2}, dict(counted))

    def test_does_not_run_what_nobody_waits_for(self) -> None:
        self._scale(1, sleepSeconds=0.3)
        server = self._run()
        first = threading.Thread(target=server.scale, args=([1, 2],))
        first.start()
        wait_for(lambda: server.metric("edge_server_queued_requests", model="scale") == 1, "the first to run")
        head = f"POST /v2/models/scale/infer HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()
        for _ in range(3):
            with contextlib.closing(server.raw()) as connection:
                connection.sendall(head + BODY)
                time.sleep(0.02)
        first.join()
        wait_for(lambda: server.metric("edge_server_queued_requests", model="scale") == 0, "an empty queue")
        self.assertEqual(1, server.metric("edge_server_inference_seconds_count", model="scale"))

    def test_drops_a_client_that_does_not_take_its_answer(self) -> None:
        row = {"name": "x", "datatype": "FP32", "shape": [-1, -1]}
        write_version(self.models, "wide", 1, {**SCALE, "inputs": [row], "outputs": [{**row, "name": "y"}]})
        server = self._run("--body-seconds", "0.5")
        chunk = np.random.default_rng(0).random(1_000_000, np.float32).tobytes()
        tensor = {"name": "x", "datatype": "FP32", "shape": [1, 1_000_000]}
        head = json.dumps({"inputs": [{**tensor, "parameters": {"binary_data_size": len(chunk)}}]}).encode()
        lines = [
            "POST /v2/models/wide/infer HTTP/1.1",
            "Host: x",
            f"Content-Length: {len(head) + len(chunk)}",
            f"Inference-Header-Content-Length: {len(head)}",
        ]
        with contextlib.closing(server.raw()) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + head + chunk)
            wait_for(lambda: server.metric("edge_server_requests_total", model="wide", code="200") == 1, "the answer")
            time.sleep(1)
            received = 0
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(1 << 20):
                    received += len(part)
        # The answer is some 20 MB of JSON; what the kernel had taken already is all that arrives.
        self.assertLess(received, 10_000_000)
        self.assertEqual(200, server.infer("wide", scale_request([1, 2])).status)

    def test_takes_new_versions_without_losing_a_request(self) -> None:
        self._scale(1, factor=1)
        server = self._run()
        with Load(server, 4).running() as load:
            for version in range(2, 7):
                self._scale(version, factor=version, loadSeconds=0.1)
                wait_for(lambda want=str(version): self._version(server) == want, f"version {version}")  # type: ignore[misc]
        self.assertEqual(({200}, []), (load.codes, load.broken))
        seen = {answer["model_version"]: answer["outputs"][0]["data"] for _, answer in load.answers}
        self.assertEqual({str(version): [version, 2 * version] for version in range(1, 7)}, seen)
        self.assertEqual(6, server.metric("edge_server_model_loads_total", model="scale", result="success"))
        self.assertEqual(0, server.metric("edge_server_model_ready", model="scale", version="1"))

    def test_serves_the_old_version_when_the_new_one_does_not_load(self) -> None:
        self._scale(1, factor=1)
        server = self._run()
        write_version(self.models, "scale", 2, {**SCALE, "backend": "tnn"})
        wait_for(lambda: server.metric("edge_server_model_outdated", model="scale") == 1, "the failure")
        self.assertEqual("1", self._version(server))
        self.assertEqual(200, server.get("/v2/health/ready").status)
        self.assertIn("version 2 is not served: there is no back end 'tnn'", server.log)
        shutil.rmtree(self.models / "scale" / "2")
        self._scale(3, factor=3)
        wait_for(lambda: self._version(server) == "3", "a good version")
        self.assertEqual(0, server.metric("edge_server_model_outdated", model="scale"))

    def test_stays_ready_when_a_new_model_does_not_load(self) -> None:
        self._scale(1)
        server = self._run()
        write_version(self.models, "bad", 1, {**SCALE, "backend": "tnn"})
        wait_for(lambda: "bad" in server.log, "the failure")
        self.assertEqual(200, server.get("/v2/health/ready").status)
        self.assertEqual(503, server.get("/v2/models/bad/ready").status)
        self.assertEqual(200, server.scale([1, 2]).status)

    def test_waits_until_a_slow_copy_is_whole(self) -> None:
        self._scale(1, factor=1)
        server = self._run()
        folder = self.models / "scale" / "2"
        folder.mkdir()
        text = json.dumps({**SCALE, "options": {"factor": 2}})
        with (folder / "model.json").open("w", encoding="utf-8") as file:
            for part in text:
                file.write(part)
                file.flush()
                time.sleep(0.005)
        wait_for(lambda: self._version(server) == "2", "the copy")
        self.assertEqual(0, server.metric("edge_server_model_loads_total", model="scale", result="failure"))

    def test_goes_back_to_an_older_version_and_forgets_a_model_that_is_gone(self) -> None:
        self._scale(1)
        self._scale(2)
        server = self._run()
        self.assertEqual("2", self._version(server))
        shutil.rmtree(self.models / "scale" / "2")
        wait_for(lambda: self._version(server) == "1", "the older version")
        shutil.rmtree(self.models / "scale")
        wait_for(lambda: server.get("/v2/models/scale").status == 404, "the model to go")
        self.assertEqual(503, server.get("/v2/health/ready").status)

    def test_finishes_what_runs_after_sigterm_and_exits_with_zero(self) -> None:
        self._scale(1, sleepSeconds=0.05)
        server = self._run()
        with Load(server, 5).running() as load:
            wait_for(lambda: len(load.answers) > 20, "some answers")
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(0, server.process.wait(10))
        self.assertEqual({200}, load.codes)

    def test_answers_all_that_wait_when_sigterm_comes(self) -> None:
        self._scale(1, sleepSeconds=0.3)
        server = self._run()
        end = threading.Timer(0.4, server.process.send_signal, [signal.SIGTERM])
        end.start()
        replies = at_once(5, lambda: server.scale([1, 2]))
        end.join()
        self.assertEqual([200] * 5, [reply.status for reply in replies])
        self.assertEqual(0, server.process.wait(10))

    def test_is_not_ready_but_serves_while_it_drains(self) -> None:
        self._scale(1)
        server = self._run("--drain-seconds", "1")
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: server.get("/v2/health/ready").status == 503, "the server to say that it stops", 1)
        self.assertEqual(200, server.scale([1, 2]).status)
        self.assertEqual(200, server.get("/v2/health/live").status)
        self.assertEqual(503, server.get("/v2/models/scale/ready").status)
        self.assertEqual(0, server.process.wait(10))

    def test_stops_in_bounded_time_when_a_client_holds_on(self) -> None:
        self._scale(1)
        server = self._run("--stop-seconds", "1")
        with contextlib.closing(server.raw()) as connection:
            connection.sendall(b"POST /v2/models/scale/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
            time.sleep(0.1)
            self.assertEqual(0, server.stop())

    def test_keeps_its_memory_over_many_requests_and_reloads(self) -> None:
        onnx = real_model()
        write_version(self.models, "image", 1, image_config("onnx", files={"model": onnx.name}), onnx)
        server = self._run()
        ask = binary_client(server, "image")
        for _ in range(200):
            ask()
        before = server.memory_mib()
        for version in range(2, 7):
            for _ in range(200):
                ask()
            write_version(self.models, "image", version, image_config("onnx", files={"model": onnx.name}), onnx)
            wait_for(lambda want=str(version): self._version(server, "image") == want, f"version {version}")  # type: ignore[misc]
        self.assertLess(server.memory_mib() - before, 40)

    @staticmethod
    def _version(server: Server, model: str = "scale") -> str:
        return str(server.get(f"/v2/models/{model}").json["versions"][0])


def at_once(count: int, ask: Callable[[], Reply]) -> list[Reply]:
    replies: list[Reply] = []
    threads = [threading.Thread(target=lambda: replies.append(ask())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def binary_client(server: Server, model: str) -> Callable[[], None]:
    chunk = images(1).tobytes()
    tensor = {"name": "x", "shape": [1, 3, 48, 192], "datatype": "FP32"}
    head = json.dumps({"inputs": [{**tensor, "parameters": {"binary_data_size": len(chunk)}}]}).encode()
    headers = {"Inference-Header-Content-Length": str(len(head))}

    def ask() -> None:
        assert server.infer(model, head + chunk, headers).status == 200

    return ask


if __name__ == "__main__":
    unittest.main()
