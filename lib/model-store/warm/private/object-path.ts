import { fail } from '../../../core/private/fail';

/** Fluid hands the path to a shell, so it holds nothing that a shell would read. */
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._=+@-]*$/;

export function checkObjectPath(what: string, path: string): string {
  if (path.length > 512 || !path.split('/').every((segment) => SEGMENT.test(segment))) {
    throw fail(undefined, {
      code: 'AIC-3003',
      what: `${what} is not usable`,
      got: path,
      want: "segments of letters, digits and . _ = + @ -, joined by '/', known at synthesis, without one at either end",
      fix: "Write for example 'qwen3-32b/2025-05-01'.",
    });
  }
  return path;
}
