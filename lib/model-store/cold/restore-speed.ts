/** How fast objects come back from the archive, and at what price. */
export enum RestoreSpeed {
  /** Dearest: minutes instead of hours, where the class has it. */
  EXPEDITED = 'Expedited',
  /** The usual one. */
  STANDARD = 'Standard',
  /** Cheapest: half a day or two. */
  BULK = 'Bulk',
}
