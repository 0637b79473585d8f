import { IConstruct } from 'constructs';
import { applyPatch, Operation } from 'fast-json-patch';
import { JsonPatch } from '../json-patch';
import { fail, prose } from './fail';
import { isToken } from './inspect-manifest';

/** A copy that keeps Terraform tokens, which are objects that must stay themselves. */
function copyOf(value: unknown): unknown {
  if (isToken(value) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
}

export function patched<T>(scope: IConstruct, value: T, patches: JsonPatch[]): T {
  return patches.reduce(
    (document, patch) => {
      const operation = { op: patch.operation, path: patch.path, value: patch._value } as Operation;
      try {
        return applyPatch(document, [operation], true).newDocument;
      } catch (error) {
        throw fail(scope, {
          code: 'AIC-1015',
          what: `the patch does not fit (${patch.operation} ${patch.path})`,
          got: prose(reasonOf(error)),
          want: 'a path that exists in the manifest (for add: whose parent exists)',
          fix: 'Print the object (npm run synth) and correct the path; ~1 stands for / inside a key.',
        });
      }
    },
    copyOf(value) as T,
  );
}

function reasonOf(error: unknown): string {
  const text = (error as { message?: string }).message;
  return String(text).split('\n')[0];
}
