/** The parts of a failure, in the order they are told. */
export interface FailureParts {
  /** Stable code, such as `AIC-6001`. */
  readonly code: string;
  /** The file, object or process it is about. */
  readonly where?: string;
  readonly what: string;
  readonly got?: unknown;
  readonly want?: string;
  /** What to do about it, as a sentence. */
  readonly fix: string;
}

/** A failure with a code: code, where, what, got, want, fix, always in that order. */
export class CliFailure extends Error {
  readonly code: string;

  constructor(parts: FailureParts, options?: ErrorOptions) {
    super(render(parts), options);
    this.name = 'CliFailure';
    this.code = parts.code;
  }
}

/** True for a failure made here, also when it comes from another copy of this package. */
export function isCliFailure(error: unknown): error is CliFailure {
  return error instanceof Error && error.name === 'CliFailure' && 'code' in error;
}

function render(parts: FailureParts): string {
  const where = parts.where === undefined ? '' : ` at ${parts.where}`;
  const facts = [
    parts.got === undefined
      ? undefined
      : `got ${typeof parts.got === 'string' ? parts.got : JSON.stringify(parts.got)}`,
    parts.want === undefined ? undefined : `want ${parts.want}`,
  ].filter((fact) => fact !== undefined);
  const tail = facts.length === 0 ? '' : `; ${facts.join(', ')}`;
  return `${parts.code}${where}: ${parts.what}${tail}. ${parts.fix}`;
}
