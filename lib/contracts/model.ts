import { IConstruct } from 'constructs';
import { IPool } from './pool';
import { IVolume } from './volume';
import { Duration } from '../units/duration';
import { Size } from '../units/size';

/** How the weights of a model are stored: which runtimes can read them. */
export enum ModelFormat {
  /** Safetensors with the configuration of Hugging Face beside them. */
  SAFETENSORS = 'safetensors',
  /** GGUF of llama.cpp. */
  GGUF = 'gguf',
  /** ONNX. */
  ONNX = 'onnx',
  /** A TensorRT or TensorRT-LLM engine, built for one kind of device. */
  TENSORRT = 'tensorrt',
  /** Parameters and weights of ncnn. */
  NCNN = 'ncnn',
  /** Protocol and model of TNN. */
  TNN = 'tnn',
  /** Inference model of PaddlePaddle. */
  PADDLE = 'paddle',
  /** TorchScript or a pickled checkpoint of PyTorch. */
  PYTORCH = 'pytorch',
}

/** A named model that pods can read. It is there once its claim is and, if it is prefetched on deploy, that was asked for. */
export interface IModel extends IVolume {
  /** Name of the model. */
  readonly modelName: string;
  /** Bytes of its weights. */
  readonly size: Size;
  /** The pools that hold it hot. */
  readonly hotPools: IPool[];
  /** How its weights are stored; undefined when nobody said. */
  readonly format?: ModelFormat;
  /** Until all copies are hot, when nothing else reads; undefined when no bandwidth is known. */
  readonly timeToWarm?: Duration;

  /**
   * Fails when pods cannot be served from it as it is, for example because it is archived.
   *
   * @param scope Who asks: failures name its path.
   */
  requireServable(scope: IConstruct): void;
}
