import { IConstruct } from 'constructs';
import { patience } from './patience';
import { JobBefore, loadJob, renderLoadAccess, ResolvedLoadJob } from './render-load-job';
import { planReading } from './plan-reading';
import { PlannedPrefetch } from './planned-prefetch';
import { LONGEST_CRON_JOB, renderCronJob } from './render-cron-job';
import { renderTransferJob } from './render-transfer-job';
import { IMAGES } from '../../../catalog/images';
import { IRegistries } from '../../../contracts/cluster';
import { fail, prose } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel } from '../../../core/private/names';
import { Awaited, CachedFiles, RenderedCache } from '../../hot/private/engine';
import { hashed } from '../../private/hashed';
import { PrefetchTimes } from '../prefetch';

/** Fluid makes a Helm release `<name>-loader`, which may have 53. */
const LONGEST_LOAD = 46;
/** Until what was loaded is loaded anew when a queue admits another job: it may be evicted by then. */
const FRESH_SECONDS = 3600;

/** What has to be made so that files are in the cache when they are wanted there. Refuses what the engine cannot do. */
export function planPrefetch(
  scope: IConstruct,
  files: CachedFiles,
  engineName: string,
  cache: RenderedCache,
  registries: IRegistries,
  after?: JobBefore,
): PlannedPrefetch {
  const { prefetch } = files;
  const { load } = cache;
  if (load.kind !== 'data-load' && after !== undefined) throw cannotWait(scope, files, engineName, after);
  if (load.kind !== 'data-load' && prefetch.onQueueAdmission) throw notOnAdmission(scope, files, engineName);
  if (load.kind === 'by-itself') return { objects: [], done: load.done };
  if (load.kind === 'reading') return planReading(files, cache, registries);
  if (prefetch.onQueueAdmission) return admitted(files, load.manifest, registries, after);
  const onDeploy = prefetch.onDeploy ? firstLoad(files, load.manifest, registries, after) : [];
  if (prefetch.times === undefined) {
    return { objects: onDeploy, done: prefetch.onDeploy ? doneOf(load.manifest, after !== undefined) : undefined };
  }
  const repeated = again(files, load.manifest);
  return {
    objects: [...onDeploy, ...scheduled(files, repeated, prefetch.times, registries)],
    done: prefetch.onDeploy ? doneOf(load.manifest, after !== undefined) : doneOf(repeated, true),
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

/** Its own object: what Terraform or Git made on deploy is not taken away from them. */
function again(files: CachedFiles, load: Manifest): Manifest {
  const metadata = load.metadata as Manifest;
  const name = hashed(files.name, [metadata.name, 'again'], LONGEST_LOAD);
  return { ...load, metadata: { ...metadata, name } };
}

/**
 * When a queue admits a job. All jobs name the load alike, so that those that start together make one; it goes an hour after
 * its end, so that a later one makes it anew.
 */
function admitted(
  files: CachedFiles,
  load: Manifest,
  registries: IRegistries,
  after: JobBefore | undefined,
): PlannedPrefetch {
  const metadata = load.metadata as Manifest;
  const name = hashed(files.name, [metadata.name, 'admitted'], LONGEST_LOAD);
  const spec = { ...(load.spec as Manifest), ttlSecondsAfterFinished: FRESH_SECONDS };
  const one: Manifest = { ...load, metadata: { ...metadata, name }, spec };
  return {
    objects: [],
    done: doneOf(one, true),
    whenAdmitted: (jobName) => {
      const jobOfAdmission = hashed(`admission-load-${files.name}`, [jobName, one, after], 63);
      const job = { ...loadJobOf(files, one, registries, jobOfAdmission), after, admitted: jobName };
      return [...renderLoadAccess(job), renderTransferJob(loadJob(job))];
    },
  };
}

function notOnAdmission(scope: IConstruct, { name }: CachedFiles, engineName: string): Error {
  return fail(scope, {
    code: 'AIC-3280',
    what: `${engineName} has no load that the admission of a job could start`,
    got: prose(`Prefetch.ON_QUEUE_ADMISSION for ${name}`),
    want: 'an engine that Fluid loads: Alluxio, JindoCache or JuiceFS',
    fix: 'Prefetch them on deploy, or use CacheEngine.alluxio().',
  });
}

function doneOf(load: Manifest, isMadeLater = false): Awaited {
  const { name, namespace } = load.metadata as { name: string; namespace: string };
  const done = { resource: 'dataloads.data.fluid.io', name, namespace, jsonPath: '{.status.phase}=Complete' };
  return isMadeLater ? { ...done, isMadeLater } : done;
}

function scheduled(
  files: CachedFiles,
  load: Manifest,
  times: PrefetchTimes,
  registries: IRegistries,
): PlannedPrefetch['objects'] {
  const job = loadJobOf(files, load, registries, dnsLabel(`load-${files.name}`, LONGEST_CRON_JOB));
  const cronJob = renderCronJob(loadJob(job), times);
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
