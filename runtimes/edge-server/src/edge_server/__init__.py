"""A small Open Inference Protocol v2 server for ncnn, ONNX Runtime and back ends of your own."""

__version__ = "0.1.0"
