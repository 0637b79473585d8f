/** What a fault means for what runs on the node. */
export enum FaultConsequence {
  /** The device is gone or its memory cannot be trusted: what runs there is lost, and leaves at once. */
  DEVICE_LOST = 'lost',
  /** The device still computes but needs a reset: jobs may checkpoint before they leave. */
  DEVICE_DEGRADED = 'degraded',
  /** Most often the program's own mistake: an event is written, and the node stays as it is. */
  APPLICATION = 'application',
}

/** A fault of a device, as the kernel log tells it. */
export interface DeviceFault {
  /** What it is called in conditions, taints and events, for example `RasUncorrectable`. */
  readonly reason: string;

  /**
   * Regular expression, in the syntax of Go, that a whole line of the kernel log must end with.
   *
   * @see https://pkg.go.dev/regexp/syntax
   */
  readonly pattern: string;

  /** What it means for what runs on the node. */
  readonly consequence: FaultConsequence;

  /** What whoever repairs it should do, as a sentence. */
  readonly action: string;
}
