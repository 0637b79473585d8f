import { patience } from './patience';
import { PlannedPrefetch } from './planned-prefetch';
import { LONGEST_CRON_JOB, renderCronJob } from './render-cron-job';
import { renderTransferJob, renderTransferJobSpec, ResolvedTransferJob } from './render-transfer-job';
import { MODELS_MOUNT, modelsPath, modelsVolume, readStep } from './verify-steps';
import { MODEL_STORE_IMAGES } from '../../../catalog/model-store-images';
import { IRegistries } from '../../../contracts/cluster';
import { dnsLabel } from '../../../core/private/names';
import { tolerationsOf } from '../../fluid/private/render-dataset';
import { Awaited, CachedFiles, RenderedCache } from '../../hot/private/engine';
import { hashed } from '../../private/hashed';

/** Files that only come in by being read: a Job reads all of them once. */
export function planReading(files: CachedFiles, cache: RenderedCache, registries: IRegistries): PlannedPrefetch {
  const { name, namespace, prefetch } = files;
  const job = readJob(files, cache, registries);
  // A Job cannot be changed: whatever makes it another one makes another name.
  const once = { ...job, name: hashed(`read-${name}`, [cache.sourceUrl, renderTransferJobSpec(job)], 57) };
  const again = { ...job, name: dnsLabel(`read-${name}`, LONGEST_CRON_JOB) };
  const jobDone: Awaited = { resource: 'jobs.batch', name: once.name, namespace, jsonPath: '{.status.succeeded}=1' };
  const { times } = prefetch;
  const later = times === undefined ? [] : [{ id: 'ReadCronJob', manifest: renderCronJob(again, times) }];
  if (prefetch.onDeploy) {
    return { objects: [{ id: 'Prefetch', manifest: renderTransferJob(once) }, ...later], done: jobDone };
  }
  const repeated = {
    ...jobDone,
    resource: 'cronjobs.batch',
    name: again.name,
    jsonPath: '{.status.lastSuccessfulTime}',
  };
  return { objects: later, done: times === undefined ? undefined : repeated };
}

function readJob(files: CachedFiles, cache: RenderedCache, registries: IRegistries): ResolvedTransferJob {
  const image = registries.image(MODEL_STORE_IMAGES.rclone);
  return {
    name: files.name,
    namespace: files.namespace,
    podLabels: cache.podLabels,
    pullSecretName: registries.pullSecretName,
    nodeSelector: files.pools[0]?.nodeLabels,
    tolerations: tolerationsOf(files.pools),
    steps: [readStep({ image, mount: MODELS_MOUNT, path: modelsPath(cache.pathInClaim) })],
    volumes: [modelsVolume(cache.claimName)],
    deadlineSeconds: patience(files.cacheBytes),
    retries: 2,
  };
}
