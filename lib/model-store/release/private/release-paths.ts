import { IConstruct } from 'constructs';
import { fail } from '../../../core/private/fail';
import { checkPlainObjects } from '../../hot/private/checks';
import { ResolvedBucket, resolveWarm } from '../../warm/private/resolve-warm';
import type { TieredModelStore } from '../../tiered-model-store';

/** Where versions stand that nobody has approved: below the path prefix of the warm tier. */
export const CANDIDATES = 'candidates';

/** A version of a model as it is released. */
export interface Release {
  readonly modelName: string;
  readonly version: string;
}

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const VERSION = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

export function checkRelease(scope: IConstruct | undefined, { modelName, version }: Release): void {
  if (NAME.test(modelName) && VERSION.test(version) && `${modelName}-${version}`.length <= 45) return;
  throw fail(scope, {
    code: 'AIC-3365',
    what: 'the model has no such version',
    got: { modelName, version },
    want: "names that store.add() takes: a-z, 0-9 and '-', and '.' in the version; 45 characters together",
    fix: "Write for example modelName: 'chat', version: '2025-11-24'.",
  });
}

/** Path below the path prefix of the warm tier: where `store.add()` finds what was promoted. */
export function releasedPath({ modelName, version }: Release): string {
  return `${modelName}/${version}`;
}

export function candidatePath(release: Release): string {
  return `${CANDIDATES}/${releasedPath(release)}`;
}

export function bucketOf(scope: IConstruct, { cluster, hot, warm }: TieredModelStore): ResolvedBucket {
  checkPlainObjects(scope, hot.engine._config, 'versions that are released as files');
  const resolved = resolveWarm(scope, cluster, warm);
  if (resolved.kind === 'bucket') return resolved;
  throw fail(scope, {
    code: 'AIC-3366',
    what: 'versions are released in a bucket',
    got: resolved.claimName,
    want: 'a warm tier that is object storage',
    fix: 'On a file system, let the last step of the pipeline write to the claim, and use ModelSource.bucketPath().',
  });
}
