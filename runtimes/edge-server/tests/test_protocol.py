"""Conformance: each call of the Open Inference Protocol v2 and of its binary tensor extension."""

import json
import struct
import unittest
from pathlib import Path
from typing import Any

import numpy as np

from support import SCALE, ServerTest, scale_request, write_version

ALL_TYPES: dict[str, tuple[str, list[Any]]] = {
    "BOOL": ("?", [True, False]),
    "UINT8": ("B", [0, 255]),
    "UINT16": ("H", [0, 65535]),
    "UINT32": ("I", [0, 2**32 - 1]),
    "UINT64": ("Q", [0, 2**64 - 1]),
    "INT8": ("b", [-128, 127]),
    "INT16": ("h", [-(2**15), 2**15 - 1]),
    "INT32": ("i", [-(2**31), 2**31 - 1]),
    "INT64": ("q", [-(2**63), 2**63 - 1]),
    "FP32": ("f", [0.5, -2.25]),
    "FP64": ("d", [0.1, -1e300]),
}


def typed(datatype: str) -> dict[str, Any]:
    shape = [-1, 2]
    return {
        "backend": "scale",
        "inputs": [{"name": "x", "datatype": datatype, "shape": shape}],
        "outputs": [{"name": "y", "datatype": datatype, "shape": shape}],
        "options": {"factor": 1},
    }


class Protocol(ServerTest):
    @classmethod
    def write_models(cls, models: Path) -> None:
        write_version(models, "scale", 1, {**SCALE, "options": {"factor": 1}})
        write_version(models, "scale", 3, SCALE)
        for datatype in (*ALL_TYPES, "FP16"):
            write_version(models, f"type-{datatype.lower()}", 1, typed(datatype))
        two = [{"name": name, "datatype": "FP32", "shape": [-1, 2]} for name in ("a", "b")]
        write_version(models, "two", 1, {**SCALE, "inputs": two, "outputs": two})

    def test_says_that_it_is_live_and_ready(self) -> None:
        self.assertEqual((200, {"live": True}), self._get("/v2/health/live"))
        self.assertEqual((200, {"ready": True}), self._get("/v2/health/ready"))

    def test_names_itself_and_its_extensions(self) -> None:
        status, metadata = self._get("/v2")
        self.assertEqual(200, status)
        self.assertEqual({"name", "version", "extensions"}, set(metadata))
        self.assertEqual(["binary_tensor_data"], metadata["extensions"])

    def test_describes_a_model_and_serves_its_newest_version_only(self) -> None:
        tensor = {"datatype": "FP32", "shape": [-1, 2]}
        want = {
            "name": "scale",
            "versions": ["3"],
            "platform": "scale",
            "inputs": [{"name": "x", **tensor}],
            "outputs": [{"name": "y", **tensor}],
        }
        self.assertEqual((200, want), self._get("/v2/models/scale"))
        self.assertEqual((200, want), self._get("/v2/models/scale/versions/3"))
        self.assertEqual((200, want), self._get("/v2/models/scale/"))
        status, answer = self._get("/v2/models/scale/versions/1")
        self.assertEqual(404, status)
        self.assertIn("only 3", answer["error"])

    def test_says_that_a_model_is_ready(self) -> None:
        for path in ("/v2/models/scale/ready", "/v2/models/scale/versions/3/ready"):
            self.assertEqual((200, {"name": "scale", "ready": True}), self._get(path))

    def test_infers_flat_and_nested_data_and_returns_the_id(self) -> None:
        for data in ([1, 2, 3, 4.5], [[1, 2], [3, 4.5]]):
            request = {"inputs": [{"name": "x", "shape": [2, 2], "datatype": "FP32", "data": data}], "id": "a1"}
            reply = self.server.infer("scale", request)
            self.assertEqual(200, reply.status)
            self.assertEqual("application/json", reply.headers["content-type"])
            output = {"name": "y", "datatype": "FP32", "shape": [2, 2], "data": [2, 4, 6, 9]}
            want = {"model_name": "scale", "model_version": "3", "id": "a1", "outputs": [output]}
            self.assertEqual(want, reply.json)

    def test_infers_by_version(self) -> None:
        body = json.dumps(scale_request([1, 2])).encode()
        self.assertEqual(200, self.server.ask("POST", "/v2/models/scale/versions/3/infer", body).status)
        self.assertEqual(404, self.server.ask("POST", "/v2/models/scale/versions/1/infer", body).status)

    def test_returns_only_the_outputs_that_are_asked_for(self) -> None:
        tensor = {"shape": [1, 2], "datatype": "FP32", "data": [1, 2]}
        inputs = [{"name": "a", **tensor}, {"name": "b", **tensor}]
        wishes: list[dict[str, Any]] = [{}, {"outputs": []}, {"outputs": [{"name": "b"}]}]
        answers = [self.server.infer("two", {"inputs": inputs, **wish}).json["outputs"] for wish in wishes]
        names = [[output["name"] for output in outputs] for outputs in answers]
        self.assertEqual([["a", "b"], ["a", "b"], ["b"]], names)

    def test_keeps_every_datatype_whole_as_json_and_as_binary(self) -> None:
        for datatype, (code, values) in ALL_TYPES.items():
            with self.subTest(datatype):
                name = f"type-{datatype.lower()}"
                tensor = {"name": "x", "shape": [1, 2], "datatype": datatype}
                reply = self.server.infer(name, {"inputs": [{**tensor, "data": values}]})
                self.assertEqual(values, reply.json["outputs"][0]["data"])
                chunk = struct.pack(f"<2{code}", *values)
                self.assertEqual(chunk, self._binary(name, tensor, chunk))

    def test_takes_half_precision_as_binary_data_only(self) -> None:
        tensor = {"name": "x", "shape": [1, 2], "datatype": "FP16"}
        chunk = np.array([0.5, -2], "<f2").tobytes()
        self.assertEqual(chunk, self._binary("type-fp16", tensor, chunk))
        reply = self.server.infer("type-fp16", {"inputs": [{**tensor, "data": [0.5, -2]}]})
        self.assertEqual(400, reply.status)
        self.assertIn("binary", reply.error)

    def test_mixes_binary_and_json_tensors_in_one_request(self) -> None:
        tensor = {"shape": [1, 2], "datatype": "FP32"}
        inputs = [
            {"name": "b", **tensor, "data": [5, 6]},
            {"name": "a", **tensor, "parameters": {"binary_data_size": 8}},
        ]
        outputs = [{"name": "a"}, {"name": "b", "parameters": {"binary_data": True}}]
        head = json.dumps({"inputs": inputs, "outputs": outputs}).encode()
        length = {"Inference-Header-Content-Length": str(len(head))}
        reply = self.server.infer("two", head + struct.pack("<2f", 1, 2), length)
        self.assertEqual(200, reply.status, reply.body)
        cut = int(reply.headers["inference-header-content-length"])
        first, second = json.loads(reply.body[:cut])["outputs"]
        self.assertEqual(2, len(first["data"]))
        self.assertEqual({"binary_data_size": 8}, second["parameters"])
        self.assertNotIn("data", second)
        self.assertEqual(8, len(reply.body) - cut)

    def test_counts_requests_by_model_version_and_code(self) -> None:
        before = self.server.metric("edge_server_requests_total", model="scale", code="200")
        self.server.scale([1, 2])
        after = self.server.metric("edge_server_requests_total", model="scale", version="3", code="200")
        self.assertEqual(1, after - before)
        self.assertGreater(self.server.metric("edge_server_inference_seconds_count", model="scale"), 0)
        self.assertEqual(1, self.server.metric("edge_server_model_ready", model="scale", version="3"))
        self.assertEqual(5, self.server.metric("edge_server_queue_limit", model="scale"))
        self.assertEqual(0, self.server.metric("edge_server_queued_requests", model="scale"))

    def test_answers_head_without_a_body(self) -> None:
        reply = self.server.ask("HEAD", "/v2/health/live")
        self.assertEqual((200, b""), (reply.status, reply.body))

    def _get(self, path: str) -> tuple[int, Any]:
        reply = self.server.get(path)
        return reply.status, reply.json

    def _binary(self, model: str, tensor: dict[str, Any], chunk: bytes) -> bytes:
        request = {
            "inputs": [{**tensor, "parameters": {"binary_data_size": len(chunk)}}],
            "parameters": {"binary_data_output": True},
        }
        head = json.dumps(request).encode()
        reply = self.server.infer(model, head + chunk, {"Inference-Header-Content-Length": str(len(head))})
        self.assertEqual(200, reply.status, reply.body)
        self.assertEqual("application/octet-stream", reply.headers["content-type"])
        return reply.body[int(reply.headers["inference-header-content-length"]) :]


if __name__ == "__main__":
    unittest.main()
