import { IConstruct } from 'constructs';
import { applyPatch, getValueByPointer, Operation, validator, Validator } from 'fast-json-patch';
import { JsonPatch } from '../json-patch';
import { fail, prose } from './fail';
import { inspectValue } from './inspect-manifest';
import { Manifest, TokenLeaf } from './manifest-member';
import { isPlain, isToken } from './tokens';

/** A copy that keeps Terraform tokens, which are objects that must stay themselves. */
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isToken(value)) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
}

/** What was given, as it is now: the program may go on to change or reuse its object. */
export function snapshot(value: unknown, tokens: TokenLeaf[]): Manifest {
  return (tokens.length === 0 ? JSON.parse(JSON.stringify(value)) : copyOf(value)) as Manifest;
}

export function patched<T>(scope: IConstruct, value: T, patches: JsonPatch[]): T {
  return patches.reduce(
    (document, patch) => {
      if (patch.operation !== 'remove') inspectValue(scope, patch._value);
      const operation = { op: patch.operation, path: patch.path, value: copyOf(patch._value) } as Operation;
      try {
        return applyPatch(document, [operation], validate as Validator<T>).newDocument;
      } catch (error) {
        throw fail(scope, {
          code: 'AIC-1015',
          what: `the patch does not fit (${patch.operation} ${patch.path})`,
          got: prose(reasonOf(error, patch)),
          want: 'a path such as /spec/replicas that exists in the manifest (for add: whose parent exists)',
          fix: 'Synthesise without the patch, look the path up in blueprint.json and correct it; ~1 stands for / inside a key.',
        });
      }
    },
    copyOf(value) as T,
  );
}

/** The library's own check, but blind to the value: it would walk into Terraform tokens, which hold the whole tree. */
function validate(operation: Operation, index: number, document: unknown, existing: string): void {
  const value = (operation as { value?: unknown }).value === undefined ? undefined : null;
  validator({ ...operation, value } as Operation, index, document, existing);
  if (existing !== '' && isToken(getValueByPointer(document, existing)) && existing !== operation.path) {
    throw new Error(`Terraform fills in ${existing} as a whole`);
  }
}

function reasonOf(error: unknown, { path }: JsonPatch): string {
  if (path !== '' && !path.startsWith('/')) return 'a path that does not begin with /';
  const text = String((error as { message?: string }).message).split('\n')[0];
  // The library stumbles over a missing parent before it can say so.
  return /^Cannot read propert/.test(text) ? 'a path whose parent does not exist' : text;
}
