import { CloudDeviceSharing } from './private/sharing/cloud-sharing';
import { Hami } from './private/sharing/hami';
import { Mig } from './private/sharing/mig';
import { Mps, TimeSlicing } from './private/sharing/slices';
import { VolcanoVgpu } from './private/sharing/volcano-vgpu';
import { WholeSharing } from './private/sharing/whole';
import { ISharing } from './sharing-contract';
import { HamiOptions, MigOptions, MpsOptions, TimeSlicingOptions, VolcanoVgpuOptions } from './sharing-options';
import { SharingKind } from '../contracts/pool';

/**
 * How the accelerators of a pool are shared between pods.
 *
 * | way | on | memory is kept apart | queues |
 * | --- | --- | --- | --- |
 * | whole | any | yes | yes |
 * | MIG | NVIDIA A100 and newer data centre GPUs | yes, by the device | yes |
 * | time slicing | NVIDIA | no | yes |
 * | MPS | NVIDIA | yes, but a fault ends all pods of the device | yes |
 * | Volcano vGPU | NVIDIA | yes | yes |
 * | HAMi | NVIDIA, Ascend, Kunlun, Cambricon, Hygon, MetaX | yes | no: HAMi places the pods |
 * | qGPU, cGPU | NVIDIA on Tencent; on Alibaba and Baidu | yes | no: the cloud places the pods |
 *
 * @example
 * import { Sharing } from 'cdktf-ai-cloud';
 *
 * const sharing = Sharing.mig({ '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 });
 */
export class Sharing {
  /** Each device belongs to one pod. */
  public static whole(): ISharing {
    return new WholeSharing();
  }

  /**
   * Devices are cut into partitions with memory and compute of their own.
   *
   * @param layout Partitions of each device, by profile: `{ '1g.10gb': 7 }`.
   * @see https://docs.nvidia.com/datacenter/tesla/mig-user-guide/
   */
  public static mig(layout: { [profile: string]: number }, options: MigOptions = {}): ISharing {
    return new Mig({ ...layout }, options.devices);
  }

  /** Pods take turns on a device; its memory is anybody's. */
  public static timeSlicing(options: TimeSlicingOptions): ISharing {
    return new TimeSlicing(options.replicas, options.renamed ?? true);
  }

  /** Pods compute on a device at once, each with an equal share of its memory. */
  public static mps(options: MpsOptions): ISharing {
    return new Mps(options.replicas);
  }

  /** Memory and compute by request, placed by Volcano. */
  public static volcanoVgpu(options: VolcanoVgpuOptions = {}): ISharing {
    return new VolcanoVgpu(options);
  }

  /** Memory and compute by request, placed by HAMi's own scheduler: no queues and no gangs. */
  public static hami(options: HamiOptions = {}): ISharing {
    return new Hami(options);
  }

  /** Tencent's qGPU, placed by Tencent's scheduler: no queues and no gangs. */
  public static qgpu(): ISharing {
    return new CloudDeviceSharing(SharingKind.QGPU);
  }

  /** cGPU of Alibaba or Baidu, placed by their schedulers: no queues and no gangs. */
  public static cgpu(): ISharing {
    return new CloudDeviceSharing(SharingKind.CGPU);
  }

  private constructor() {}
}
