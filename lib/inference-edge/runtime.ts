import { IRuntime } from './runtime-contract';
import { VllmOptions, VllmRuntime } from './vllm-runtime';

/**
 * The servers that come with the library.
 *
 * @example
 * import { Runtime } from 'cdktf-ai-cloud';
 *
 * const runtime = Runtime.vllm({ maxModelLength: 32768 });
 */
export class Runtime {
  /** The vLLM server. */
  public static vllm(options: VllmOptions = {}): IRuntime {
    return new VllmRuntime(options);
  }

  private constructor() {}
}
