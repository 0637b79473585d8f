import { Size } from '../../units/size';

/** What the instances of a pool have of the Elastic Fabric Adapter. */
export interface EfaOptions {
  /** Adapters of each node, for example 4 on `p4d.24xlarge` and 32 on `p5.48xlarge`. */
  readonly adaptersPerNode: number;

  /**
   * Adapters that a pod asks for.
   *
   * @default - all of a node: jobs that need the fabric use whole nodes
   */
  readonly adaptersPerPod?: number;

  /**
   * Huge pages of 2 MiB that a pod asks for: libfabric keeps its buffers in them. Zero for none.
   *
   * @default Size.mebibytes(5120)
   */
  readonly hugePages?: Size;

  /**
   * Whether the device plugin is installed. Switch it off where the cluster has it (EKS Auto Mode).
   *
   * @default true
   */
  readonly installsDevicePlugin?: boolean;

  /**
   * Size of `/dev/shm`. It counts against the memory limit of the pod.
   *
   * @default Size.gibibytes(32)
   */
  readonly sharedMemory?: Size;

  /**
   * Whether a job checks every node once: that adapters and huge pages are there.
   * Never where a provisioner makes the nodes: it would make all of them for it.
   *
   * @default true
   */
  readonly preflight?: boolean;
}
