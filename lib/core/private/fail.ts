import { inspect } from 'node:util';
import { Annotations } from 'cdktf';
import { IConstruct } from 'constructs';

/** What every failure says, in this order. */
export interface Failure {
  /** `AIC-NNNN`; each code stands in one place of the library. */
  readonly code: string;
  readonly what: string;
  readonly got: unknown;
  readonly want: string;
  /** A whole sentence: what to change. */
  readonly fix: string;
}

const PROSE = Symbol('prose');

/** Text that is shown as it is where a value would be quoted. */
export interface Prose {
  readonly [PROSE]: string;
}

export function prose(text: string): Prose {
  return { [PROSE]: text };
}

/** An error that programs can tell apart by `code` and people can act on by its message. */
export class AiCloudError extends Error {
  public readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    // cdktf puts "Resolution error" and a stack of its own around what is thrown while it resolves: the text stays ours.
    Object.defineProperty(this, 'message', { get: () => message, set: () => undefined, configurable: true });
    this.name = 'AiCloudError';
    this.code = code;
  }
}

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null && PROSE in value) return String(value[PROSE]);
  return inspect(value, { depth: 3, breakLength: Infinity, maxStringLength: 200 });
}

/** The problem without its code, its place and the way out. */
export function describe(f: Failure): string {
  return `${f.what}; got ${show(f.got)}, want ${f.want}`;
}

/** One sentence for the problem and one line for the way out. */
export function explain(scope: IConstruct | undefined, f: Failure): string {
  const at = scope && scope.node.path ? ` at ${scope.node.path}` : '';
  return `${f.code}${at}: ${describe(f)}.\n  ${f.fix}`;
}

export function fail(scope: IConstruct | undefined, f: Failure): AiCloudError {
  return new AiCloudError(f.code, explain(scope, f));
}

/** A legal but costly choice: kept with the stack and printed by `cdktf synth`. */
export function warn(scope: IConstruct, code: string, text: string): void {
  Annotations.of(scope).addWarning(`${code}: ${text}`);
}
