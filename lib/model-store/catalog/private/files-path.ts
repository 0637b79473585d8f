import { IConstruct } from 'constructs';
import { FilesKind } from './stored-name';
import { fail } from '../../../core/private/fail';
import { StoredFilesOptions } from '../stored-files-options';

/**
 * Path in the bucket. What is imported stands below its name and what pins it, so that another state of the source is
 * another path.
 */
export function filesPath(
  scope: IConstruct,
  kind: FilesKind,
  name: string,
  { source, version }: Pick<StoredFilesOptions, 'source' | 'version'>,
): string {
  if (source.path !== undefined) return source.path;
  const pin = version ?? source._import?.pin;
  if (pin === undefined) {
    throw fail(scope, {
      code: 'AIC-3363',
      what: `nothing pins the ${kind} ${name}`,
      got: source.origin,
      want: 'a version: what is there today is something else tomorrow',
      fix: "Write version: '2025-05-01'. It is imported once for each version.",
    });
  }
  return `${name}/${pin}`;
}
