import { describe, fail, Failure } from '../../../core/private/fail';
import { FindingSeverity, SchedulerFinding } from '../scheduler-finding';

/** One place where a rule is broken. */
export type Fault = Omit<Failure, 'code'> & {
  readonly place?: string;
};

/** Something that the scheduler does not forgive, and how to see it beforehand. */
export interface Rule<T> {
  readonly code: string;
  readonly severity: FindingSeverity;
  readonly link: string;
  readonly faults: (subject: T) => Fault[];
}

const SOURCE = 'https://github.com/volcano-sh/volcano/blob/v1.15.1/';
const ISSUES = 'https://github.com/volcano-sh/volcano/issues/';

/** A file of the scheduler that the catalog pins. */
export function source(path: string): string {
  return SOURCE + path;
}

export function issue(number: number): string {
  return ISSUES + String(number);
}

export function findings<T>(rules: readonly Rule<T>[], subject: T, place = ''): SchedulerFinding[] {
  return rules.flatMap(({ code, severity, link, faults }) =>
    faults(subject).map((fault) => ({
      code,
      severity,
      place: [place, fault.place ?? ''].filter((part) => part !== '').join(' '),
      cause: describe({ code, ...fault }),
      fix: fault.fix,
      link,
    })),
  );
}

/** Throws the first fault that is no mere warning. */
export function refuse<T>(rules: readonly Rule<T>[], subject: T): void {
  for (const { code, severity, faults } of rules) {
    if (severity !== FindingSeverity.ERROR) continue;
    const [first] = faults(subject);
    if (first !== undefined) throw fail(undefined, { code, ...first });
  }
}
