/** Which counters of NVIDIA devices are measured. */
export enum DeviceCounters {
  /** Use, memory, clocks, temperature, errors and NVLink: nothing that keeps a profiler away. */
  BASIC = 'basic',
  /**
   * Those, and how busy the streaming multiprocessors, tensor cores and device memory are. While they are measured, no
   * profiler (`ncu`, `nsys`) can read the same counters.
   */
  PROFILING = 'profiling',
}

/** What is installed for NVIDIA devices beside what they cannot do without. */
export interface DeviceSoftwareOptions {
  /**
   * Whether metrics of devices are scraped through a ServiceMonitor. The Prometheus operator must be there before.
   *
   * @default false
   */
  readonly serviceMonitor?: boolean;

  /**
   * Which counters are measured.
   *
   * @default DeviceCounters.PROFILING
   */
  readonly counters?: DeviceCounters;

  /**
   * Version of the driver. Unused where the nodes bring theirs.
   *
   * @default - the version that the chart names
   */
  readonly driverVersion?: string;

  /**
   * Environment of the container toolkit: where the runtime of k3s or RKE2 keeps its configuration and socket.
   *
   * @default - none: containerd is where kubeadm puts it
   */
  readonly toolkitEnvironment?: { [name: string]: string };
}
