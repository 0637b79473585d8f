import { IRuntime, RuntimeConfig, RuntimeRequest } from './runtime-contract';
import { RUNTIME_IMAGES } from '../catalog/inference-images';
import { ModelFormat } from '../contracts/model';
import { fail } from '../core/private/fail';
import { Size } from '../units/size';

/** How vLLM serves. */
export interface VllmOptions {
  /**
   * Image of vLLM 0.18 or newer, by tag or digest. It runs as user 2000 in group 0.
   *
   * @default 'docker.io/vllm/vllm-openai:v0.26.0'
   */
  readonly image?: string;

  /**
   * Most tokens of a request and its answer.
   *
   * @default - what the model was made for
   */
  readonly maxModelLength?: number;

  /**
   * Part of each device's memory that vLLM takes, from 0 to 1.
   *
   * @default 0.9
   */
  readonly gpuMemoryUtilization?: number;

  /**
   * Memory for the key-value cache of one replica that must be left beside the weights.
   *
   * @default - a third of the weights
   */
  readonly cacheSize?: Size;

  /**
   * More arguments of `vllm serve`, for example `['--enable-prefix-caching']`.
   *
   * @see https://docs.vllm.ai/en/latest/configuration/engine_args/
   *
   * @default - none
   */
  readonly extraArguments?: string[];
}

const IMAGE = RUNTIME_IMAGES.vllm;
const PORT = 8080;
const HOME = '/home/vllm';
/** The user that the image makes for running without root. It has a home and an entry in the password file. */
const USER = 2000;
/** What the library decides itself; a second value would win over it unseen. */
const OWN_FLAGS = [
  '--gpu-memory-utilization',
  '--host',
  '--max-model-len',
  '--model',
  '--port',
  '--served-model-name',
  '--shutdown-timeout',
  '--tensor-parallel-size',
  '-tp',
];

/**
 * The vLLM server for language models.
 *
 * @see https://docs.vllm.ai
 *
 * @example
 * import { Size, VllmRuntime } from 'cdktf-ai-cloud';
 *
 * const runtime = new VllmRuntime({ maxModelLength: 32768, cacheSize: Size.gibibytes(40) });
 */
export class VllmRuntime implements IRuntime {
  private readonly share: number;

  constructor(private readonly options: VllmOptions = {}) {
    this.share = options.gpuMemoryUtilization ?? 0.9;
    checkRange(this.share, options.maxModelLength);
    checkImage(options.image ?? IMAGE);
    checkArguments(options.extraArguments ?? []);
  }

  /** How vLLM runs in a container. */
  public bind(request: RuntimeRequest): RuntimeConfig {
    const { cacheSize, extraArguments, image, maxModelLength } = this.options;
    return {
      runtimeName: 'vllm',
      image: image ?? IMAGE,
      command: ['vllm', 'serve'],
      arguments: [
        request.modelPath,
        `--port=${PORT}`,
        `--served-model-name=${request.servedModelName}`,
        `--tensor-parallel-size=${request.devices}`,
        `--gpu-memory-utilization=${this.share}`,
        `--shutdown-timeout=${request.drainSeconds}`,
        ...(maxModelLength === undefined ? [] : [`--max-model-len=${maxModelLength}`]),
        ...(extraArguments ?? []),
      ],
      environment: {
        HOME,
        // PyTorch asks for the user's name at its import; an image without this user has no other answer.
        USER: 'vllm',
        // The weights are mounted: nothing is to be looked up, and nobody to be told.
        HF_HUB_OFFLINE: '1',
        VLLM_NO_USAGE_STATS: '1',
      },
      port: PORT,
      healthPath: '/health',
      homeDirectory: HOME,
      userId: USER,
      groupId: 0,
      deviceMemoryShare: this.share,
      cacheSize: cacheSize ?? Size.bytes(Math.ceil(request.model.size.inBytes / 3)),
      busyCores: request.devices + 2,
      // GGUF it reads from one file, with a tokenizer from elsewhere; it is given a directory.
      modelFormats: [ModelFormat.SAFETENSORS, ModelFormat.PYTORCH],
    };
  }
}

function checkRange(share: number, maxModelLength: number | undefined): void {
  const lengthIsUsable = maxModelLength === undefined || (Number.isInteger(maxModelLength) && maxModelLength > 0);
  if (share > 0 && share <= 1 && lengthIsUsable) return;
  throw fail(undefined, {
    code: 'AIC-4011',
    what: 'an option of vLLM is out of range',
    got: { gpuMemoryUtilization: share, maxModelLength },
    want: 'gpuMemoryUtilization above 0 and at most 1, maxModelLength a whole number of tokens',
    fix: 'Write Runtime.vllm({ gpuMemoryUtilization: 0.9, maxModelLength: 32768 }).',
  });
}

function checkImage(image: string): void {
  const isPinned = /@sha256:[0-9a-f]{64}$/.test(image) || /^[^@]+:[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(image);
  if (isPinned && !image.endsWith(':latest')) return;
  throw fail(undefined, {
    code: 'AIC-4013',
    what: 'the image is not pinned',
    got: image,
    want: 'a tag other than latest, or a digest',
    fix: `For example ${IMAGE}.`,
  });
}

function checkArguments(extra: string[]): void {
  const owned = extra.find((argument) => OWN_FLAGS.includes(argument.split('=')[0]));
  if (owned === undefined) return;
  throw fail(undefined, {
    code: 'AIC-4012',
    what: 'an extra argument is decided elsewhere',
    got: owned,
    want: `none of ${OWN_FLAGS.join(', ')}`,
    fix: 'Use the props of the runtime and of the endpoint for these.',
  });
}
