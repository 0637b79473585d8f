import { buildKserveValidate } from './build.js';
import { run } from './run.js';
import type { BuildOptions } from './types.js';

/** What KServe's own validating webhook would say about the creation of one object. */
export interface KserveReport {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** False for kinds that KServe has no validator for. */
  readonly checked: boolean;
  readonly accepted: boolean;
  readonly error?: string;
  readonly warnings?: readonly string[];
}

/**
 * Runs KServe's validators over YAML documents or a List, strict about unknown fields; one report per object, in order.
 *
 * Neither defaults nor the schemas of the CRDs are applied: pair it with a dry run against an API server.
 */
export async function kserveValidate(yaml: string, options: BuildOptions = {}): Promise<KserveReport[]> {
  const program = await buildKserveValidate(options);
  const { stdout } = await run(program, [], { input: yaml, signal: options.signal });
  return JSON.parse(stdout) as KserveReport[];
}
