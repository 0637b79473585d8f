"""The real model in both runtimes, conversion, and model folders that are wrong."""

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from edge_server.backends.loader import BackendLoader
from edge_server.config import read_config
from edge_server.convert import Conversion, NamedShape, convert, parse_tensor
from edge_server.errors import ModelError
from edge_server.metrics import Metrics
from edge_server.repository import Repository
from support import IMAGE, SCALE, Server, ServerTest, image_config, images, real_model, running, wait_for, write_version

# Single precision on both sides; what is left is the order of additions.
SINGLE = 1e-5
# ncnn rounds weights and activations to half precision where it may; probabilities move in the third digit.
HALF = 5e-3


def conversion(target: Path, **more: Any) -> Conversion:
    inputs = (NamedShape("x", (1, *IMAGE)),)
    return Conversion(real_model(), target, inputs, (NamedShape("probabilities", (1, 2)),), max_batch=8, **more)


def probabilities(server: Server, model: str, batch: np.ndarray) -> np.ndarray:
    chunk = batch.tobytes()
    tensor = {"name": "x", "shape": list(batch.shape), "datatype": "FP32"}
    head = json.dumps({"inputs": [{**tensor, "parameters": {"binary_data_size": len(chunk)}}]}).encode()
    reply = server.infer(model, head + chunk, {"Inference-Header-Content-Length": str(len(head))})
    assert reply.status == 200, reply.body
    output = reply.json["outputs"][0]
    return np.array(output["data"]).reshape(output["shape"])


class RealModel(ServerTest):
    @classmethod
    def write_models(cls, models: Path) -> None:
        convert(conversion(models / "half" / "1"))
        convert(conversion(models / "single" / "1", fp16=False))
        write_version(models, "onnx", 1, image_config("onnx", files={"model": real_model().name}), real_model())

    def test_agrees_between_ncnn_and_onnx_runtime(self) -> None:
        batch = images(8)
        want = probabilities(self.server, "onnx", batch)
        self.assertEqual((8, 2), want.shape)
        np.testing.assert_allclose(want.sum(axis=1), 1, atol=1e-5)
        self.assertGreater(np.ptp(want[:, 0]), 0.01, "the model says the same of every image")
        np.testing.assert_allclose(probabilities(self.server, "single", batch), want, atol=SINGLE)
        np.testing.assert_allclose(probabilities(self.server, "half", batch), want, atol=HALF)

    def test_answers_each_image_of_a_batch_as_if_it_came_alone(self) -> None:
        batch = images(4, seed=1)
        for model in ("single", "onnx"):
            alone = np.concatenate([probabilities(self.server, model, batch[at : at + 1]) for at in range(4)])
            np.testing.assert_allclose(probabilities(self.server, model, batch), alone, atol=SINGLE)

    def test_names_the_platform(self) -> None:
        self.assertEqual("ncnn", self.server.get("/v2/models/single").json["platform"])
        self.assertEqual("onnx_onnxv1", self.server.get("/v2/models/onnx").json["platform"])

    def test_takes_json_as_well_as_binary(self) -> None:
        image = images(1, seed=2)
        tensor = {"name": "x", "shape": [1, *IMAGE], "datatype": "FP32", "data": image.ravel().tolist()}
        reply = self.server.infer("single", {"inputs": [tensor]})
        np.testing.assert_allclose(
            np.array(reply.json["outputs"][0]["data"]), probabilities(self.server, "single", image)[0], atol=1e-7
        )


class Converting(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_makes_a_version_once(self) -> None:
        target = self.folder / "m" / "1"
        self.assertTrue(convert(conversion(target)))
        before = {file.name: file.stat().st_mtime_ns for file in target.iterdir()}
        self.assertFalse(convert(conversion(target)))
        self.assertEqual(before, {file.name: file.stat().st_mtime_ns for file in target.iterdir()})
        self.assertEqual([target], list(target.parent.iterdir()))
        self.assertEqual(8, read_config(target).max_batch)

    def test_fails_to_change_a_version_that_is_there(self) -> None:
        target = self.folder / "m" / "1"
        convert(conversion(target))
        with self.assertRaisesRegex(ModelError, "a version never changes"):
            convert(conversion(target, threads=2))

    def test_fails_on_what_is_no_onnx_and_leaves_nothing(self) -> None:
        source = self.folder / "broken.onnx"
        source.write_bytes(b"no model")
        target = self.folder / "m" / "1"
        with self.assertRaisesRegex(ModelError, "pnnx failed on broken.onnx"):
            convert(Conversion(source, target, (NamedShape("x", (1, 2)),), (NamedShape("y", (1, 2)),)))
        self.assertEqual([], list(target.parent.iterdir()))

    def test_reads_names_and_shapes(self) -> None:
        self.assertEqual(NamedShape("a/b:0", (1, 3, 4)), parse_tensor("a/b:0=[1, 3, 4]"))
        for text in ("x", "x=[]", "x=[2,3]", "x=[1]", "x=[1,0]", "x=[1,-1]", "=[1,2]"):
            with self.assertRaisesRegex(ValueError, "first size is a batch of 1"):
                parse_tensor(text)


class WrongFolders(unittest.TestCase):
    """Each is refused before it is served, with a message for whoever made it."""

    def setUp(self) -> None:
        self.models = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def _reason(self, config: Any, *files: Path) -> str:
        write_version(self.models, "m", 1, config, *files)
        extra = {"scale": "scale_backend:ScaleBackend", "absent": "no_such_module:Thing", "hollow": "builtins:object"}
        repository = Repository(self.models, BackendLoader(extra), Metrics(), 1)
        repository.scan(settled=True)
        self.assertIsNone(repository.find("m"))
        return repository.not_ready() or ""

    def test_says_what_is_wrong_with_a_configuration(self) -> None:
        tensor = SCALE["inputs"][0]
        cases: dict[str, tuple[Any, str]] = {
            "list": ([], "must hold an object"),
            "misspelt": ({**SCALE, "maxbatch": 2}, "unknown keys maxbatch; known are backend, files"),
            "backend": ({**SCALE, "backend": None}, "backend must be the name"),
            "unknown": ({**SCALE, "backend": "tnn"}, "start the server with --backend tnn=module:Class"),
            "absent": ({**SCALE, "backend": "absent"}, "cannot be loaded: No module named"),
            "hollow": ({**SCALE, "backend": "hollow"}, r"lacks load\(\) or platform"),
            "empty": ({**SCALE, "inputs": []}, "inputs must list at least one tensor"),
            "twice": ({**SCALE, "inputs": [tensor, tensor]}, "inputs names a tensor twice"),
            "name": ({**SCALE, "inputs": [{**tensor, "name": "a b"}]}, "give the graph's as source"),
            "type": ({**SCALE, "inputs": [{**tensor, "datatype": "BYTES"}]}, "'BYTES', want one of BOOL"),
            "shape": ({**SCALE, "inputs": [{**tensor, "shape": [0]}]}, "sizes above 0, or -1"),
            "count": ({**SCALE, "queue": 0}, "queue is 0, want a whole number from 1"),
            "batch": ({**SCALE, "inputs": [{**tensor, "shape": [2]}]}, "maxBatch above 1 needs -1"),
            "path": ({**SCALE, "files": {"param": "../x"}}, "must be a file in the folder"),
            "digest": ({**SCALE, "sha256": {"f": "abc"}}, "64 lower-case hexadecimal"),
            "option": ({**SCALE, "options": {"speed": 1}}, "options has unknown keys speed"),
            "result": ({**SCALE, "options": {"dtype": "int8"}}, "output y is int8, but FP32 in model.json"),
        }
        for name, (config, message) in cases.items():
            with self.subTest(name):
                self.models = Path(self.enterContext(tempfile.TemporaryDirectory()))
                self.assertRegex(self._reason(config), message)

    def test_fails_when_a_file_is_torn(self) -> None:
        config = image_config("onnx", files={"model": real_model().name}, sha256={real_model().name: "0" * 64})
        self.assertRegex(self._reason(config, real_model()), "it is incomplete or another file")

    def test_fails_when_a_file_is_missing(self) -> None:
        self.assertRegex(self._reason(image_config("onnx")), "model.onnx is not in the folder")
        self.models = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.assertRegex(self._reason(image_config("ncnn")), "model.ncnn.param is not in the folder")

    def test_fails_when_names_or_types_are_not_those_of_the_onnx_graph(self) -> None:
        config = image_config("onnx", files={"model": real_model().name})
        for part, change, message in (
            ("inputs", {"source": "z"}, "no input 'z', only 'x'"),
            ("outputs", {"source": "z"}, "no output 'z'"),
            ("inputs", {"datatype": "FP64"}, "is FP32 in the graph, but FP64"),
            ("outputs", {"shape": [-1, 3]}, r"has shape \[1, 2\], but \[1, 3\]"),
        ):
            with self.subTest(message):
                self.models = Path(self.enterContext(tempfile.TemporaryDirectory()))
                changed = {**config, part: [{**config[part][0], **change}]}
                self.assertRegex(self._reason(changed, real_model()), message)

    def test_fails_when_names_or_files_are_not_those_of_the_ncnn_graph(self) -> None:
        made = Path(self.enterContext(tempfile.TemporaryDirectory())) / "1"
        convert(conversion(made))
        param, weights = made / "model.ncnn.param", made / "model.ncnn.bin"
        config = image_config("ncnn")
        torn = made / "torn" / weights.name
        torn.parent.mkdir()
        torn.write_bytes(weights.read_bytes()[:1000])
        text = made / "text" / param.name
        text.parent.mkdir()
        text.write_text("hello", "utf-8")
        deep = {**config["inputs"][0], "shape": [-1, 1, 1, 1, 1, 1]}
        for changed, files, message in (
            (
                {**config, "inputs": [{**config["inputs"][0], "source": "z"}]},
                (param, weights),
                "no input 'z', only 'in0'",
            ),
            ({**config, "inputs": [{**config["inputs"][0], "datatype": "INT8"}]}, (param, weights), "FP32 only"),
            ({**config, "inputs": [deep]}, (param, weights), "more than 4 dimensions"),
            (config, (param, torn), "ncnn refuses model.ncnn.bin"),
            (config, (text, weights), "ncnn refuses model.ncnn.param"),
        ):
            with self.subTest(message):
                self.models = Path(self.enterContext(tempfile.TemporaryDirectory()))
                self.assertRegex(self._reason(changed, *files), message)

    def test_is_not_ready_while_one_model_is_broken_but_serves_the_others(self) -> None:
        write_version(self.models, "good", 1, SCALE)
        write_version(self.models, "bad", 1, {**SCALE, "backend": "tnn"})
        with running(self.models) as server:
            wait_for(lambda: server.get("/v2/models/good/ready").status == 200, "the good model")
            reply = server.get("/v2/health/ready")
            self.assertEqual(503, reply.status)
            self.assertRegex(reply.error, "bad: version 1: there is no back end 'tnn'")
            self.assertEqual(200, server.get("/v2/health/live").status)
            bad = server.get("/v2/models/bad/ready")
            self.assertEqual((503, "5"), (bad.status, bad.headers["retry-after"]))

    def test_serves_on_when_a_folder_cannot_be_read(self) -> None:
        write_version(self.models, "m", 1, SCALE)
        repository = Repository(self.models, BackendLoader({"scale": "scale_backend:ScaleBackend"}), Metrics(), 1)
        repository.scan(settled=True)
        served = repository.find("m")
        with patch("edge_server.repository._newest", side_effect=OSError("stale file handle")):
            repository.scan()
        self.assertIsNotNone(served)
        self.assertIs(served, repository.find("m"))
        self.assertIsNone(repository.not_ready())

    def test_is_live_but_not_ready_without_models(self) -> None:
        with running(self.models) as server:
            self.assertEqual(200, server.get("/v2/health/live").status)
            wait_for(lambda: "no model" in server.get("/v2/health/ready").error, "the first look")


if __name__ == "__main__":
    unittest.main()
