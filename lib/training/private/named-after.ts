import { Manifest } from '../../core/private/manifest-member';
import { shortHash } from '../../core/private/names';
import { isToken } from '../../core/private/tokens';

/**
 * An object under a name that carries a hash of what it is: nobody lets a job be changed, so a changed program is another
 * job. How cdktf numbers its tokens depends on the rest of the program and does not count.
 */
export function namedAfter(
  { stem, namespace }: { readonly stem: string; readonly namespace: string },
  manifest: Manifest,
  content: unknown,
): Manifest {
  const { apiVersion, kind, metadata, ...rest } = manifest;
  return { apiVersion, kind, metadata: { name: `${stem}-${hashOf(content)}`, namespace, ...metadata }, ...rest };
}

/** A hash of what something is, whatever its tokens are. */
export function hashOf(content: unknown): string {
  return shortHash(JSON.stringify(content, (_key, value: unknown) => (isToken(value) ? null : value)));
}
