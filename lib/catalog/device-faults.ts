/** What a fault means for what runs on the node. */
export type FaultConsequence =
  /** The device is gone or its memory cannot be trusted: what runs on it is lost already. */
  | 'lost'
  /** It still computes, but needs a reset: jobs may checkpoint first. */
  | 'degraded'
  /** Most often the program's own mistake: worth an event, not a node. */
  | 'application';

/** One XID of NVIDIA's driver. */
export interface Xid {
  readonly xid: number;
  readonly reason: string;
  readonly consequence: FaultConsequence;
  readonly action: string;
}

const RESET = 'Reset the GPU, or reboot the node; replace the GPU when it happens again.';
const NVLINK = 'Read the NVLink counters, reset the GPUs that the link joins; reseat or replace when it happens again.';
const OWN = 'Look at the program that ran on the device first; a second program that fails alike means the device.';

/**
 * XIDs by what an operator does about them. Those that are not listed are left alone.
 *
 * @see https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html
 */
export const XIDS: readonly Xid[] = [
  { xid: 13, reason: 'GraphicsEngineException', consequence: 'application', action: OWN },
  { xid: 31, reason: 'MemoryPageFault', consequence: 'application', action: OWN },
  { xid: 43, reason: 'StoppedByApplication', consequence: 'application', action: OWN },
  { xid: 45, reason: 'PreemptiveCleanUp', consequence: 'application', action: OWN },
  { xid: 46, reason: 'StoppedProcessing', consequence: 'lost', action: RESET },
  { xid: 48, reason: 'DoubleBitEcc', consequence: 'lost', action: RESET },
  { xid: 62, reason: 'PmuHalt', consequence: 'lost', action: RESET },
  {
    xid: 63,
    reason: 'RowRemapped',
    consequence: 'application',
    action: 'Nothing at once: the row is replaced at the next reset of the GPU.',
  },
  {
    xid: 64,
    reason: 'RowRemapFailed',
    consequence: 'degraded',
    action: 'Reset the GPU; replace it when no spare rows are left.',
  },
  { xid: 74, reason: 'NvLinkError', consequence: 'degraded', action: NVLINK },
  {
    xid: 79,
    reason: 'FallenOffTheBus',
    consequence: 'lost',
    action: 'Power cycle the node; reseat or replace the GPU when it does not come back.',
  },
  {
    xid: 94,
    reason: 'ContainedEcc',
    consequence: 'degraded',
    action: 'Only the program that hit it failed. Reset the GPU when it is idle, so that the row is replaced.',
  },
  { xid: 95, reason: 'UncontainedEcc', consequence: 'lost', action: RESET },
  { xid: 119, reason: 'GspTimeout', consequence: 'lost', action: RESET },
  { xid: 120, reason: 'GspError', consequence: 'lost', action: RESET },
  { xid: 136, reason: 'LinkTrainingFailed', consequence: 'degraded', action: NVLINK },
  { xid: 140, reason: 'UnrecoveredEcc', consequence: 'lost', action: RESET },
  { xid: 143, reason: 'InitialisationFailed', consequence: 'lost', action: RESET },
];
