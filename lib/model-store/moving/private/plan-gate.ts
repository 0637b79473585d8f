import { Construct } from 'constructs';
import { patience } from './patience';
import { PlannedPrefetch } from './planned-prefetch';
import { gateJob, renderGate, ResolvedGate } from './render-gate';
import { LONGEST_QUEUE, RETRIES_IN_QUEUE } from './render-load-job';
import { renderTransferJobSpec } from './render-transfer-job';
import { IMAGES } from '../../../catalog/images';
import { MODEL_STORE_IMAGES } from '../../../catalog/model-store-images';
import { ICluster } from '../../../contracts/cluster';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { fail, prose } from '../../../core/private/fail';
import { dnsLabel, shortHash } from '../../../core/private/names';
import { CachedFiles, RenderedCache } from '../../hot/private/engine';
import { hashed } from '../../private/hashed';
import { Integrity } from '../integrity';

const DAY = 24 * 3600;

/** What is asked of files before pods use them. */
export interface GateWishes {
  readonly startsWhenWarm?: boolean;
  readonly integrity?: Integrity;
}

/** What waits for files to be warm and as they should be. */
export interface Gate {
  /** Labels of nodes where pods may use them; undefined when nobody waits. */
  readonly nodeLabels?: { [key: string]: string };
  readonly ready: Bundle;
}

/** Makes the gate of some files in a bundle of its own; undefined when nothing is asked of them. */
export function placeGate(
  owner: Construct,
  cluster: ICluster,
  files: CachedFiles,
  cache: RenderedCache,
  prefetch: PlannedPrefetch,
  wishes: GateWishes,
): Gate | undefined {
  const { integrity, startsWhenWarm = false } = wishes;
  if (files.prefetch.onQueueAdmission && !startsWhenWarm) throw startsCold(owner, files);
  if (integrity === undefined && !startsWhenWarm) return undefined;
  if (startsWhenWarm && prefetch.done === undefined) throw neverWarm(owner, files);
  const gate = resolveGate(cluster, files, cache, prefetch, { integrity, startsWhenWarm });
  const bundle = new Bundle(owner, 'Gate', { target: cluster, releaseName: dnsLabel(gate.name, 53) });
  for (const { id, manifest } of renderGate(gate)) new KubernetesObject(bundle, id, { manifest });
  const { label } = gate;
  return { ready: bundle, ...(label === undefined ? {} : { nodeLabels: { [label.key]: label.value } }) };
}

function resolveGate(
  { registries }: ICluster,
  files: CachedFiles,
  cache: RenderedCache,
  { done }: PlannedPrefetch,
  { integrity, startsWhenWarm }: GateWishes,
): ResolvedGate {
  const { name, namespace, pools } = files;
  const { claimName, pathInClaim, sourceUrl, podLabels } = cache;
  const kind = startsWhenWarm === true ? 'gate' : 'verify';
  const { onQueueAdmission } = files.prefetch;
  const inCluster = namespace === 'models' ? name : `${name}.${namespace}`;
  const proved = [claimName, pathInClaim, sourceUrl, integrity?._text ?? ''];
  // The size of a release: it carries the namespace where that is not the usual one.
  const named = dnsLabel(`${kind}-${inCluster}`, 52);
  const gate = {
    name: named,
    clusterName: dnsLabel(`ai-cloud-${kind}-${inCluster}`),
    jobName: '',
    namespace,
    ...(startsWhenWarm === true
      ? { label: { key: `models.ai-cloud/${dnsLabel(inCluster)}`, value: shortHash(JSON.stringify(proved), 16) } }
      : {}),
    pools,
    done,
    integrity,
    claimName,
    pathInClaim,
    podLabels,
    kubectlImage: registries.image(IMAGES.kubectl),
    rcloneImage: registries.image(MODEL_STORE_IMAGES.rclone),
    pullSecretName: registries.pullSecretName,
    // A load, a restore or an import may come before, and a queue before all of them.
    deadlineSeconds: DAY + patience(files.cacheBytes * files.replicas) + (onQueueAdmission ? LONGEST_QUEUE : 0),
    retries: onQueueAdmission ? RETRIES_IN_QUEUE : 2,
    copiesBy: done?.resource === 'daemonsets.apps' ? done.name : undefined,
  };
  const jobKind = onQueueAdmission ? `admission-${kind}` : kind;
  // A Job cannot be changed: whatever makes it another one makes another name.
  return { ...gate, jobName: hashed(`${jobKind}-${name}`, [proved, renderTransferJobSpec(gateJob(gate))], 57) };
}

function neverWarm(owner: Construct, { name }: CachedFiles): Error {
  return fail(owner, {
    code: 'AIC-3276',
    what: `${name} starts when it is warm, and nothing makes it warm`,
    got: prose('Prefetch.NEVER'),
    want: 'a prefetch that can be waited for',
    fix: 'Write prefetch: Prefetch.ON_DEPLOY, or leave startsWhenWarm out: the first reader waits for the warm tier.',
  });
}

function startsCold(owner: Construct, { name }: CachedFiles): Error {
  return fail(owner, {
    code: 'AIC-3279',
    what: `${name} is loaded when a queue admits a job, whose pods would not wait for it`,
    got: prose('Prefetch.ON_QUEUE_ADMISSION without startsWhenWarm'),
    want: 'pods that hold no devices until it is warm',
    fix: 'Write startsWhenWarm: true, or prefetch it on deploy.',
  });
}
