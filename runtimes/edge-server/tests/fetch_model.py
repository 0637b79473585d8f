"""Takes the tests' model out of the wheel that ships it: `python tests/fetch_model.py model.onnx`."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MEMBER = "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx"
LOCK = Path(__file__).parent.parent / "models.txt"


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # The wheel says that it wants an older Python; what is taken out of it is data.
        options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--python-version=3.11"]
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", *options, "-r", str(LOCK), "-d", folder], check=True
        )
        (wheel,) = Path(folder).iterdir()
        with zipfile.ZipFile(wheel) as archive:
            target.write_bytes(archive.read(MEMBER))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
