import { IConstruct } from 'constructs';
import { patience } from './patience';
import { JobBefore, loadJob, renderLoadAccess, ResolvedLoadJob } from './render-load-job';
import { renderTransferJob, renderTransferJobSpec } from './render-transfer-job';
import { IMAGES } from '../../../catalog/images';
import { IRegistries } from '../../../contracts/cluster';
import { fail, prose } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel } from '../../../core/private/names';
import { Awaited, CachedFiles, CacheLoad } from '../../hot/private/engine';
import { hashed } from '../../private/hashed';
import { Prefetch, PrefetchTimes } from '../prefetch';

/** Fluid makes a Helm release `<name>-loader`, which may have 53. */
const LONGEST_LOAD = 46;
/** A CronJob adds eleven characters for its Jobs. */
const LONGEST_CRON_JOB = 52;

/** Objects that bring files into a cache, and what has happened once they have. */
export interface PlannedPrefetch {
  readonly objects: readonly { readonly id: string; readonly manifest: Manifest }[];
  /** Undefined when nothing brings them in. */
  readonly done?: Awaited;
}

/** What has to be made so that files are in the cache when they are wanted there. Refuses what the engine cannot do. */
export function planPrefetch(
  scope: IConstruct,
  files: CachedFiles,
  engineName: string,
  load: CacheLoad,
  registries: IRegistries,
  after?: JobBefore,
): PlannedPrefetch {
  const { prefetch } = files;
  if (load.kind === 'by-itself' && after !== undefined) throw cannotWait(scope, files, engineName, after);
  if (load.kind === 'by-itself') return { objects: [], done: load.done };
  if (load.kind === 'reading') {
    checkReading(scope, files, engineName);
    return { objects: [] };
  }
  const onDeploy = prefetch.onDeploy ? firstLoad(files, load.manifest, registries, after) : [];
  if (prefetch.times === undefined) {
    return { objects: onDeploy, done: prefetch.onDeploy ? doneOf(load.manifest) : undefined };
  }
  const repeated = again(files, load.manifest);
  return {
    objects: [...onDeploy, ...scheduled(files, repeated, prefetch.times, registries)],
    done: doneOf(prefetch.onDeploy ? load.manifest : repeated),
  };
}

/** As soon as it is deployed; or by a Job that waits for another one before it makes the load. */
function firstLoad(
  files: CachedFiles,
  load: Manifest,
  registries: IRegistries,
  after: JobBefore | undefined,
): PlannedPrefetch['objects'] {
  if (after === undefined) return [{ id: 'Prefetch', manifest: load }];
  const name = hashed(`first-load-${files.name}`, [load, after], 63);
  const job = { ...loadJobOf(files, load, registries, name), after };
  return [...renderLoadAccess(job), renderTransferJob(loadJob(job))].map((one) => ({
    id: `First${String(one.kind)}`,
    manifest: one,
  }));
}

function cannotWait(scope: IConstruct, { name }: CachedFiles, engineName: string, after: JobBefore): Error {
  return fail(scope, {
    code: 'AIC-3144',
    what: `${engineName} brings ${name} in at once, also while it is being restored`,
    got: prose(`restoredBy the Job ${after.jobName}`),
    want: 'objects that can be read already',
    fix: 'Restore them first, and write Restored.byHand(…) once the Job is done; or use CacheEngine.alluxio().',
  });
}

function checkReading(scope: IConstruct, { name, prefetch }: CachedFiles, engineName: string): void {
  if (prefetch === Prefetch.NEVER) return;
  throw fail(scope, {
    code: 'AIC-3272',
    what: `${engineName} has no load of its own that brings in ${name}`,
    got: prefetch === Prefetch.ON_DEPLOY ? 'Prefetch.ON_DEPLOY' : 'Prefetch.schedule',
    want: 'Prefetch.NEVER, and a Job that reads the files once',
    fix: 'Write prefetch: Prefetch.NEVER and add new WarmUp(stack, …, { cluster, volume }), which reads all of them.',
  });
}

/** Its own object: what Terraform or Git made on deploy is not taken away from them. */
function again(files: CachedFiles, load: Manifest): Manifest {
  const metadata = load.metadata as Manifest;
  const name = hashed(files.name, [metadata.name, 'again'], LONGEST_LOAD);
  return { ...load, metadata: { ...metadata, name } };
}

function doneOf(load: Manifest): Awaited {
  const { name, namespace } = load.metadata as { name: string; namespace: string };
  return { resource: 'dataloads.data.fluid.io', name, namespace, jsonPath: '{.status.phase}=Complete' };
}

function scheduled(
  files: CachedFiles,
  load: Manifest,
  { schedule, timeZone }: PrefetchTimes,
  registries: IRegistries,
): PlannedPrefetch['objects'] {
  const job = loadJobOf(files, load, registries, dnsLabel(`load-${files.name}`, LONGEST_CRON_JOB));
  const cronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: job.name, namespace: job.namespace },
    spec: {
      schedule,
      timeZone,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: { spec: renderTransferJobSpec(loadJob(job)) },
    },
  };
  return [...renderLoadAccess(job), cronJob].map((one) => ({ id: `Load${String(one.kind)}`, manifest: one }));
}

function loadJobOf(files: CachedFiles, load: Manifest, registries: IRegistries, name: string): ResolvedLoadJob {
  return {
    name,
    namespace: files.namespace,
    load,
    done: doneOf(load),
    kubectlImage: registries.image(IMAGES.kubectl),
    pullSecretName: registries.pullSecretName,
    deadlineSeconds: patience(files.cacheBytes * files.replicas),
  };
}
