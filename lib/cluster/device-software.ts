/** What is installed for NVIDIA devices beside what they cannot do without. */
export interface DeviceSoftwareOptions {
  /**
   * Whether metrics of devices are scraped through a ServiceMonitor. The Prometheus operator must be there before.
   *
   * @default false
   */
  readonly serviceMonitor?: boolean;

  /**
   * Version of the driver. Unused where the nodes bring theirs.
   *
   * @default - the version that the chart names
   */
  readonly driverVersion?: string;
}
