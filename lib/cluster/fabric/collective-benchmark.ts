import { NCCL_TESTS_IMAGE } from '../../catalog/network-images';

/** A benchmark of all-reduce in an image that has a server for SSH and `mpirun`. */
export interface BenchmarkOptions {
  /** The image. */
  readonly image: string;

  /**
   * Path of the program in the image.
   *
   * @default - where upstream builds it
   */
  readonly program?: string;
}

/** How a benchmark is started, and how its output reads. */
export enum BenchmarkOutput {
  /** The table of nccl-tests and rccl-tests. */
  NCCL_TESTS = 'nccl-tests',
  /** The table of hccl_test. */
  HCCL_TEST = 'hccl-test',
}

/**
 * The program that a bandwidth test runs: the vendor's own.
 *
 * @example
 * import { CollectiveBenchmark } from 'cdktf-ai-cloud';
 *
 * const benchmark = CollectiveBenchmark.rccl({ image: 'registry.acme.com/rccl-tests:2026.11' });
 */
export class CollectiveBenchmark {
  /** nccl-tests, for NVIDIA GPUs. @see https://github.com/NVIDIA/nccl-tests */
  public static nccl(options?: BenchmarkOptions): CollectiveBenchmark {
    const image = options?.image ?? NCCL_TESTS_IMAGE;
    const program = options?.program ?? '/opt/nccl_tests/build/all_reduce_perf';
    return new CollectiveBenchmark(image, program, BenchmarkOutput.NCCL_TESTS);
  }

  /** rccl-tests, for AMD GPUs. @see https://github.com/ROCm/rccl-tests */
  public static rccl(options: BenchmarkOptions): CollectiveBenchmark {
    const program = options.program ?? '/opt/rccl-tests/build/all_reduce_perf';
    return new CollectiveBenchmark(options.image, program, BenchmarkOutput.NCCL_TESTS);
  }

  /** hccl_test, for Ascend NPUs; started by MPICH. @see https://www.hiascend.com/document */
  public static hccl(options: BenchmarkOptions): CollectiveBenchmark {
    const program = options.program ?? '/usr/local/Ascend/ascend-toolkit/latest/tools/hccl_test/bin/all_reduce_test';
    return new CollectiveBenchmark(options.image, program, BenchmarkOutput.HCCL_TEST);
  }

  private constructor(
    /** The image. */
    public readonly image: string,
    /** Path of the program. */
    public readonly program: string,
    /** How its output reads. */
    public readonly output: BenchmarkOutput,
  ) {}
}
