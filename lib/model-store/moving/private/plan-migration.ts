import { IConstruct } from 'constructs';
import { checkSchedule } from './check-schedule';
import { renderCopyStep, TransferPlace } from './render-copy-step';
import { LONGEST_CRON_JOB, renderCronJob } from './render-cron-job';
import { renderTransferJob, ResolvedTransferJob } from './render-transfer-job';
import { MODEL_STORE_IMAGES } from '../../../catalog/model-store-images';
import { fail, prose } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { Duration } from '../../../units/duration';
import { hashed } from '../../private/hashed';
import { keysFor, serviceAccountOf } from '../../warm/private/access';
import { checkObjectPath } from '../../warm/private/object-path';
import { resolveWarm, ResolvedWarm } from '../../warm/private/resolve-warm';
import type { DataMigrationProps } from '../data-migration';

/** A copy with every default decided. */
export interface PlannedMigration {
  readonly name: string;
  readonly manifest: Manifest;
}

export function planMigration(scope: IConstruct, props: DataMigrationProps): PlannedMigration {
  const { target: store, path, targetPath = path, schedule, deadline = Duration.hours(24) } = props;
  const { cluster, namespace } = store;
  const target = resolveWarm(scope, cluster, store.warm);
  const source = resolveWarm(scope, cluster, props.source);
  checkPlaces(scope, source, target, [checkObjectPath('the path', path), checkObjectPath('targetPath', targetPath)]);
  if (source.kind === 'bucket') keysFor(scope, 'a copy between warm tiers', source.jobAccess);
  const rest = {
    namespace,
    steps: [
      renderCopyStep({
        name: 'copy',
        image: cluster.registries.image(MODEL_STORE_IMAGES.rclone),
        from: placeOf('source', source, path, true),
        to: placeOf('target', target, targetPath, false),
        isImmutable: !(props.replacesFiles ?? false),
      }),
    ],
    volumes: [...volumesOf('source', source), ...volumesOf('target', target)],
    serviceAccountName: target.kind === 'bucket' ? serviceAccountOf(target.jobAccess) : undefined,
    pullSecretName: cluster.registries.pullSecretName,
    deadlineSeconds: deadline.inSeconds,
    retries: 3,
    keepsFiles: true,
  } satisfies Omit<ResolvedTransferJob, 'name'>;
  const stem = `migrate-${path.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}`.replace(/-+$/, '');
  if (schedule === undefined) {
    const name = hashed(stem, rest, LONGEST_CRON_JOB);
    return { name, manifest: renderTransferJob({ name, ...rest }) };
  }
  const { timeZone = 'UTC' } = props;
  checkSchedule(scope, 'the migration', schedule, timeZone);
  const name = hashed(stem, [namespace, scope.node.path], LONGEST_CRON_JOB);
  return { name, manifest: renderCronJob({ name, ...rest }, { schedule, timeZone }) };
}

/** A copy of something onto itself would be a program that does nothing, or overwrites what it reads. */
function checkPlaces(scope: IConstruct, source: ResolvedWarm, target: ResolvedWarm, paths: [string, string]): void {
  if (target.kind === 'file-system' && !target.isWritable) {
    throw fail(scope, {
      code: 'AIC-3277',
      what: 'the file system that takes the files cannot be written to',
      got: prose('a warm tier that jobs only read'),
      want: 'one that jobs may write to',
      fix: 'Write WarmTier.fileSystem(…, { writable: true }); servers still only read.',
    });
  }
  if (whereOf(source, paths[0]) !== whereOf(target, paths[1])) return;
  throw fail(scope, {
    code: 'AIC-3278',
    what: 'the files are copied onto themselves',
    got: whereOf(source, paths[0]),
    want: 'another bucket, file system or path',
    fix: 'Give targetPath, or another warm tier as source.',
  });
}

function whereOf(warm: ResolvedWarm, path: string): string {
  const place = warm.kind === 'bucket' ? `${warm.endpoint}/${warm.bucketName}` : `claim ${warm.claimName}`;
  return [place, warm.pathPrefix, path].filter((part) => part !== undefined).join('/');
}

function placeOf(name: string, warm: ResolvedWarm, path: string, readOnly: boolean): TransferPlace {
  if (warm.kind === 'bucket') return { kind: 'bucket', bucket: warm, path };
  const directory = [`/${name}`, warm.pathPrefix, path].filter((part) => part !== undefined).join('/');
  return {
    kind: 'directory',
    path: directory,
    mount: { name, mountPath: `/${name}`, ...(readOnly ? { readOnly } : {}) },
  };
}

function volumesOf(name: string, warm: ResolvedWarm): Manifest[] {
  return warm.kind === 'bucket' ? [] : [{ name, persistentVolumeClaim: { claimName: warm.claimName } }];
}
