/** How much a finding matters. */
export enum FindingSeverity {
  /** The scheduler stops, loads something else, or does what nobody asked for. */
  ERROR = 'error',
  /** Legal, and costly or surprising. */
  WARNING = 'warning',
}

/** Something that is wrong with a scheduler configuration, or with what is meant to run under it. */
export interface SchedulerFinding {
  /** Of the message too, `AIC-` and four digits. */
  readonly code: string;
  /** How much it matters. */
  readonly severity: FindingSeverity;
  /** Where it was found, for example `tiers[0].plugins[1] (gang)`. */
  readonly place: string;
  /** What is wrong, what was found and what is wanted. */
  readonly cause: string;
  /** What to change. */
  readonly fix: string;
  /** Where upstream says so. */
  readonly link: string;
}
