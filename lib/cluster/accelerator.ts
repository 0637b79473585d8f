import { fail } from '../core/private/fail';
import { Size } from '../units/size';

/** What an accelerator is, for one that has no constant. */
export interface AcceleratorOptions {
  /** Memory of one device, as its driver shows it. */
  readonly memory: Size;

  /**
   * Extended resource of a whole device. Any other than the cloud's NVIDIA resource means that the device plugin is
   * brought by somebody else.
   *
   * @default - the cloud's resource for whole NVIDIA devices
   */
  readonly deviceResource?: string;

  /**
   * CPU cores that the usual server has per device.
   *
   * @default 16
   */
  readonly hostCpuPerDevice?: number;

  /**
   * Memory that the usual server has per device.
   *
   * @default Size.gibibytes(128)
   */
  readonly hostMemoryPerDevice?: Size;
}

/**
 * A kind of accelerator. Constants name the usual ones; `of()` takes any other.
 *
 * Device memory is the total that `nvidia-smi` shows, which is less than the figure on the box.
 *
 * @example
 * import { Accelerator, Size } from 'cdktf-ai-cloud';
 *
 * const accelerator = Accelerator.of('NVIDIA RTX PRO 6000', { memory: Size.mebibytes(97887) });
 */
export class Accelerator {
  /** Volta, 32 GB; the usual server has 8 with 80 cores and 640 GiB. */
  public static readonly NVIDIA_V100 = Accelerator.nvidia('V100', 32768, 10, 80);
  /** Turing, 16 GB; the usual server has 4 with 80 cores and 320 GiB. */
  public static readonly NVIDIA_T4 = Accelerator.nvidia('T4', 15360, 20, 80);
  /** Ampere, 24 GB; the usual server has 4 with 112 cores and 464 GiB. */
  public static readonly NVIDIA_A10 = Accelerator.nvidia('A10', 23028, 28, 116);
  /** Ampere, 40 GB; the usual server has 8 with 96 cores and 1 TiB. */
  public static readonly NVIDIA_A100_40GB = Accelerator.nvidia('A100 40GB', 40960, 12, 128);
  /** Ampere, 80 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_A100_80GB = Accelerator.nvidia('A100 80GB', 81920, 16, 256);
  /** Ampere with slower NVLink, 80 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_A800 = Accelerator.nvidia('A800', 81920, 16, 256);
  /** Hopper with less compute, 96 GB; the usual server has 8 with 192 cores and 2 TiB. */
  public static readonly NVIDIA_H20 = Accelerator.nvidia('H20', 97871, 24, 256);
  /** Hopper, 80 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_H100 = Accelerator.nvidia('H100', 81559, 16, 256);
  /** Hopper with slower NVLink, 80 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_H800 = Accelerator.nvidia('H800', 81559, 16, 256);
  /** Hopper, 141 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_H200 = Accelerator.nvidia('H200', 143771, 16, 256);
  /** Ada, 48 GB; the usual server has 8 with 128 cores and 1 TiB. */
  public static readonly NVIDIA_L20 = Accelerator.nvidia('L20', 46068, 16, 128);
  /** Ada, 48 GB; the usual server has 8 with 128 cores and 1 TiB. */
  public static readonly NVIDIA_L40S = Accelerator.nvidia('L40S', 46068, 16, 128);
  /** Blackwell, 180 GB; the usual server has 8 with 112 cores and 2 TiB. */
  public static readonly NVIDIA_B200 = Accelerator.nvidia('B200', 183359, 14, 256);

  /** An accelerator that has no constant. */
  public static of(name: string, options: AcceleratorOptions): Accelerator {
    const cpu = options.hostCpuPerDevice ?? 16;
    if (name.trim() === '' || !(cpu > 0) || options.memory.inBytes === 0) {
      throw fail(undefined, {
        code: 'AIC-2001',
        what: 'the accelerator is incomplete',
        got: { name, memoryBytes: options.memory.inBytes, hostCpuPerDevice: cpu },
        want: 'a name, memory and more than 0 cores per device',
        fix: "Write Accelerator.of('NVIDIA RTX PRO 6000', { memory: Size.mebibytes(97887) }).",
      });
    }
    return new Accelerator(
      name,
      options.memory,
      cpu,
      options.hostMemoryPerDevice ?? Size.gibibytes(128),
      options.deviceResource,
    );
  }

  private static nvidia(model: string, memoryMebibytes: number, cpu: number, hostGibibytes: number): Accelerator {
    return Accelerator.of(`NVIDIA ${model}`, {
      memory: Size.mebibytes(memoryMebibytes),
      hostCpuPerDevice: cpu,
      hostMemoryPerDevice: Size.gibibytes(hostGibibytes),
    });
  }

  private constructor(
    /** Name with the maker, for example `NVIDIA H800`. */
    public readonly name: string,
    /** Memory of one device. */
    public readonly memory: Size,
    /** CPU cores that the usual server has per device. */
    public readonly hostCpuPerDevice: number,
    /** Memory that the usual server has per device. */
    public readonly hostMemoryPerDevice: Size,
    /** Extended resource; undefined for the cloud's resource of whole NVIDIA devices. */
    public readonly deviceResource?: string,
  ) {}
}
