"""What is malformed, too large or too slow is answered in the protocol's own words, and harms nobody else."""

import contextlib
import json
import socket
import threading
import time
import unittest
from pathlib import Path
from typing import Any

from support import SCALE, ServerTest, scale_request, write_version

MEBIBYTE = 1024 * 1024


def tensor(**changes: Any) -> dict[str, Any]:
    whole = {"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [1, 2], **changes}
    return {"inputs": [{key: value for key, value in whole.items() if value is not None}]}


INT = {"name": "x", "datatype": "INT8", "shape": [-1, 2]}

MALFORMED: dict[str, tuple[Any, str]] = {
    "no JSON": (b"{", "not JSON"),
    "no text": (b"\xff\xfe\x00", "not JSON"),
    "a list": (b"[]", "must be a JSON object"),
    "nested without end": (b"[" * 100_000, "not JSON"),
    "no number": (b'{"inputs": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [NaN, 1]}]}', "NaN"),
    "no inputs": ({}, "inputs must be a list"),
    "inputs of a wrong kind": ({"inputs": {}}, "inputs must be a list"),
    "an input of a wrong kind": ({"inputs": [1]}, "no input None"),
    "an unknown input": (tensor(name="z"), "no input 'z', only x"),
    "a missing input": ({"inputs": []}, "inputs x are missing"),
    "an input twice": ({"inputs": tensor()["inputs"] * 2}, "given twice"),
    "another datatype": (tensor(datatype="INT32"), "want FP32"),
    "an unknown datatype": (tensor(datatype="COMPLEX"), "want FP32"),
    "no shape": (tensor(shape=None), "needs a shape"),
    "a negative size": (tensor(shape=[-1, 2]), "whole numbers above 0"),
    "a size of nothing": (tensor(shape=[0, 2], data=[]), "whole numbers above 0"),
    "a true size": (tensor(shape=[True, 2]), "whole numbers above 0"),
    "a shape that does not fit": (tensor(shape=[1, 3], data=[1, 2, 3]), "want [-1, 2]"),
    "a batch too large": (tensor(shape=[5, 2], data=[0] * 10), "at most 4"),
    "a size that no memory has": (tensor(shape=[2**62, 2]), "at most 4"),
    "too few values": (tensor(data=[1]), "1 values, but shape [1, 2] means 2"),
    "other nesting": (tensor(shape=[2, 2], data=[[1, 2, 3, 4]]), "nested as [1, 4]"),
    "ragged values": (tensor(data=[[1], [2, 3]]), "no FP32"),
    "words": (tensor(data=["1", "2"]), "wrong kind"),
    "no values": (tensor(data=None), "needs data"),
    "a number out of range": (tensor(data=[1e39, 0]), "no FP32"),
    "data and binary data": (tensor(parameters={"binary_data_size": 8}), "both data and"),
    "parameters of a wrong kind": (tensor(parameters=[]), "parameters must be an object"),
    "an id that is no text": ({**tensor(), "id": 7}, "id must be a string"),
    "an unknown output": ({**tensor(), "outputs": [{"name": "z"}]}, "no output 'z', only y"),
    "an output twice": ({**tensor(), "outputs": [{"name": "y"}] * 2}, "asked for twice"),
    "outputs of a wrong kind": ({**tensor(), "outputs": "y"}, "outputs must be a list"),
    "a flag that is none": ({**tensor(), "parameters": {"binary_data_output": 1}}, "true or false"),
}


class BadRequests(ServerTest):
    options = (
        *("--max-request-mib", "1", "--max-body-memory-mib", "2"),
        *("--body-seconds", "0.5", "--header-seconds", "0.5", "--max-connections", "40"),
    )

    @classmethod
    def write_models(cls, models: Path) -> None:
        write_version(models, "scale", 1, SCALE)
        write_version(models, "small", 1, {**SCALE, "inputs": [INT], "outputs": [{**INT, "name": "y"}]})
        write_version(
            models, "liar", 1, {**SCALE, "inputs": [{**INT, "shape": [-1, -1]}], "options": {"dtype": "int16"}}
        )

    def test_says_what_is_wrong_with_a_request(self) -> None:
        for what, (request, message) in MALFORMED.items():
            with self.subTest(what):
                reply = self.server.infer("scale", request)
                self.assertEqual(400, reply.status, reply.body)
                self.assertIn(message, reply.error)
                self.assertEqual({"error"}, set(reply.json))
        self.assertEqual(200, self.server.scale([1, 2]).status)

    def test_refuses_integers_that_do_not_fit(self) -> None:
        for data in ([128, 0], [0.5, 0], [2**70, 0]):
            reply = self.server.infer("small", tensor(datatype="INT8", data=data))
            self.assertEqual(400, reply.status)
            self.assertIn("no INT8", reply.error)

    def test_refuses_binary_data_that_does_not_add_up(self) -> None:
        def send(size: Any, chunk: bytes, length: str | None = None) -> str:
            head = json.dumps(tensor(data=None, parameters={"binary_data_size": size})).encode()
            headers = {"Inference-Header-Content-Length": length or str(len(head))}
            reply = self.server.infer("scale", head + chunk, headers)
            self.assertEqual(400, reply.status)
            return reply.error

        self.assertIn("its shape means 8", send(7, b"\0" * 7))
        self.assertIn("its shape means 8", send("8", b"\0" * 8))
        self.assertIn("4 bytes of binary data left, want 8", send(8, b"\0" * 4))
        self.assertIn("belong to no input", send(8, b"\0" * 9))
        self.assertIn("want a number of bytes", send(8, b"\0" * 8, "-1"))
        self.assertIn("but the body has", send(8, b"\0" * 8, "99999"))

    def test_answers_unknown_paths_models_and_methods(self) -> None:
        for path in ("/", "/v1/models", "/v2/models/none", "/v2/models/none/ready", "/v2/models/../../etc/passwd"):
            self.assertEqual(404, self.server.get(path).status, path)
        self.assertEqual(404, self.server.infer("none", tensor()).status)
        self.assertEqual(405, self.server.get("/v2/models/scale/infer").status)
        self.assertEqual(405, self.server.ask("POST", "/v2/health/live", b"{}").status)

    def test_fails_one_request_but_not_the_model_when_the_back_end_raises(self) -> None:
        reply = self.server.scale([13, 0])
        self.assertEqual(500, reply.status)
        self.assertNotIn("secret", reply.error)
        self.assertIn("secret detail", self.server.log)
        self.assertEqual(200, self.server.scale([1, 2]).status)

    def test_fails_when_a_back_end_returns_another_type_than_it_promised(self) -> None:
        reply = self.server.infer("liar", tensor(datatype="INT8"))
        self.assertEqual(500, reply.status)
        self.assertIn("output y is int16, but FP32 in model.json", self.server.log)

    def test_refuses_a_body_that_says_it_is_too_large_before_reading_it(self) -> None:
        with contextlib.closing(self.server.raw()) as connection:
            head = f"POST /v2/models/scale/infer HTTP/1.1\r\nHost: x\r\nContent-Length: {10**12}\r\n\r\n"
            connection.sendall(head.encode())
            self.assertIn(b" 413 ", connection.recv(4096))

    def test_refuses_a_body_that_grows_too_large_in_chunks(self) -> None:
        with contextlib.closing(self.server.raw()) as connection:
            connection.sendall(b"POST /v2/models/scale/infer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
            with contextlib.suppress(ConnectionError):
                for _ in range(20):
                    connection.sendall(chunk)
            self.assertIn(b" 413 ", connection.recv(4096))

    def test_refuses_compressed_and_empty_bodies(self) -> None:
        self.assertEqual(415, self.server.infer("scale", tensor(), {"Content-Encoding": "gzip"}).status)
        self.assertEqual(400, self.server.infer("scale", b"").status)

    def test_refuses_bodies_that_together_are_too_large_and_takes_them_later(self) -> None:
        with contextlib.ExitStack() as stack:
            head = f"POST /v2/models/scale/infer HTTP/1.1\r\nHost: x\r\nContent-Length: {MEBIBYTE}\r\n\r\n"
            for _ in range(2):
                connection = stack.enter_context(contextlib.closing(self.server.raw()))
                connection.sendall(head.encode())
            time.sleep(0.1)
            reply = self.server.scale([1, 2])
            self.assertEqual((503, "1"), (reply.status, reply.headers["retry-after"]))
        time.sleep(0.1)
        self.assertEqual(200, self.server.scale([1, 2]).status)
        self.assertEqual(0, self.server.metric("edge_server_body_bytes"))

    def test_gives_a_slow_body_up_and_closes_the_connection(self) -> None:
        with contextlib.closing(self.server.raw()) as connection:
            connection.sendall(b"POST /v2/models/scale/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            answer = self._rest(connection)
            self.assertIn(b" 408 ", answer)
            self.assertIn(b"did not arrive within 0.5 s", answer)

    def test_closes_connections_that_send_no_headers(self) -> None:
        for sent in (b"", b"GET /v2/health/live HTTP/1.1\r\nHost:"):
            with contextlib.closing(self.server.raw()) as connection:
                started = time.monotonic()
                connection.sendall(sent)
                self.assertEqual(b"", self._rest(connection))
                self.assertLess(time.monotonic() - started, 5)

    def test_closes_a_second_request_on_a_connection_whose_headers_do_not_come(self) -> None:
        with contextlib.closing(self.server.raw()) as connection:
            connection.sendall(b"GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertIn(b" 200 ", connection.recv(4096))
            connection.sendall(b"GET /v2")
            self.assertNotIn(b"HTTP", self._rest(connection))

    def test_refuses_headers_without_end(self) -> None:
        with contextlib.closing(self.server.raw()) as connection, contextlib.suppress(ConnectionError):
            connection.sendall(b"GET /v2 HTTP/1.1\r\nX: " + b"a" * 100_000)
            self.assertIn(b" 400 ", self._rest(connection))
        self.assertEqual(200, self.server.get("/v2").status)

    def test_serves_others_while_slow_clients_hold_connections(self) -> None:
        with contextlib.ExitStack() as stack:
            for _ in range(30):
                connection = stack.enter_context(contextlib.closing(self.server.raw()))
                connection.sendall(b"POST /v2/models/scale/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
            started = time.monotonic()
            self.assertEqual(200, self.server.scale([1, 2]).status)
            self.assertLess(time.monotonic() - started, 0.4)

    def test_takes_no_more_connections_than_it_is_told(self) -> None:
        with contextlib.ExitStack() as stack:
            held = [stack.enter_context(contextlib.closing(self.server.raw())) for _ in range(40)]
            time.sleep(0.1)
            with contextlib.closing(self.server.raw()) as late:
                self.assertEqual(b"", late.recv(10))
            self.assertEqual(40, len(held))
        time.sleep(0.1)
        self.assertEqual(200, self.server.get("/v2/health/live").status)

    def test_survives_requests_that_break_off(self) -> None:
        body = json.dumps(scale_request([1, 2])).encode()
        head = f"POST /v2/models/scale/infer HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        whole = head + body

        def break_off(at: int) -> None:
            with contextlib.closing(self.server.raw()) as connection:
                connection.sendall(whole[:at])

        threads = [threading.Thread(target=break_off, args=(at,)) for at in range(0, len(whole), 7)]
        for thread in threads:
            thread.start()
            thread.join()
        self.assertEqual(200, self.server.scale([1, 2]).status)
        self.assertEqual(0, self.server.metric("edge_server_queued_requests", model="scale"))

    @staticmethod
    def _rest(connection: socket.socket) -> bytes:
        received = []
        while chunk := connection.recv(4096):
            received.append(chunk)
        return b"".join(received)


if __name__ == "__main__":
    unittest.main()
