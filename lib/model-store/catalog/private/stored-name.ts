import { IConstruct } from 'constructs';
import { fail } from '../../../core/private/fail';
import { checkDnsLabel } from '../../../core/private/names';

/** What files are: it stands in messages, in the blueprint and in the name of their release. */
export type FilesKind = 'model' | 'dataset';

/** The name, and the version behind it: in a name of Kubernetes, dots are dashes. */
export function nameWithVersion(name: string, version: string | undefined): string {
  return version === undefined ? name : `${name}-${version.replace(/\./g, '-')}`;
}

/**
 * Name of the objects of some files, which must suit the cache engine. Asked for before they join the tree:
 * constructs has its own, uncoded, opinion of ids.
 */
export function storedName(
  scope: IConstruct,
  kind: FilesKind,
  name: string,
  version: string | undefined,
  longest: number,
): string {
  checkDnsLabel(scope, `the name of the ${kind}`, name, longest);
  if (!/^[a-z]/.test(name)) {
    throw fail(scope, {
      code: 'AIC-3016',
      what: `the name of the ${kind} starts with a digit`,
      got: name,
      want: 'a letter at the start: Fluid makes Services of this name',
      fix: `For example '${kind}-${name}'.`,
    });
  }
  const full = nameWithVersion(name, version);
  if (version !== undefined && (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(version) || full.length > longest)) {
    throw fail(scope, {
      code: 'AIC-3350',
      what: `the version of the ${kind} ${name} is not usable`,
      got: version,
      want: `a-z, 0-9, '-' and '.', with a letter or digit at both ends; ${longest} characters with the name`,
      fix: "Write for example '2025-05-01' or '2.1': it becomes part of the name of the claim.",
    });
  }
  return full;
}
