import { isOfFluid } from './fluid-engines';
import { tellsOfCache } from './recorded';
import { SightContext } from './sight-context';
import { NamedAlert } from '../../../core/private/metrics/render-rules';
import { Duration } from '../../../units/duration';

const BY = 'by (namespace, dataset)';
const BY_JOB = 'by (namespace, job_name)';
const RESTORE = 'restore-.+';
/** What waits until a queue admits a job, however long that takes. */
const ADMISSION = 'admission-.+';

/** Alerts of a store, as far as its engine tells what they need. */
export function modelAlerts(context: SightContext): NamedAlert[] {
  return [
    notBound(context),
    ...(isOfFluid(context.engine) ? [workerMissing(context), runtimeFails(context)] : []),
    ...(tellsOfCache(context.engine) ? [hitRatioLow(context)] : []),
    ...(context.engine === 'dragonfly' ? [copyMissing(context)] : []),
    diskAlmostFull(context),
    jobFailed(context),
    jobSlow(context),
    restorePending(context),
  ];
}

function notBound({ namespace }: SightContext): NamedAlert {
  return {
    name: 'AiCloudDatasetNotBound',
    severity: 'critical',
    pendingFor: Duration.minutes(15),
    expression: `
      dataset:ai_cloud_tier:bytes{namespace="${namespace}", tier="hot"}
      unless on (namespace, dataset) (
        max ${BY} (
          label_replace(
            kube_persistentvolumeclaim_status_phase{namespace="${namespace}", phase="Bound"},
            "dataset", "$1", "persistentvolumeclaim", "(.+)"
          )
        ) == 1
      )`,
    summary: 'The {{ $labels.kind }} {{ $labels.namespace }}/{{ $labels.dataset }} cannot be mounted.',
    description: 'Its claim is missing or not bound. Pods that use it wait; those that have mounted it go on.',
    runbook:
      'Read the conditions of the Dataset (kubectl describe dataset) and the log of its controller in fluid-system. Most ' +
      'often the Secret with the credentials is missing, or the nodes that may hold the cache have no room for its workers.',
  };
}

function workerMissing({ namespace }: SightContext): NamedAlert {
  const of = `{namespace="${namespace}", statefulset=~".+-worker"}`;
  return {
    name: 'AiCloudCacheWorkerMissing',
    severity: 'critical',
    pendingFor: Duration.minutes(15),
    expression: `
      max by (namespace, statefulset) (kube_statefulset_replicas${of})
      - max by (namespace, statefulset) (kube_statefulset_status_replicas_ready${of})
      > 0`,
    summary: '{{ $value }} of the caches behind {{ $labels.namespace }}/{{ $labels.statefulset }} are gone.',
    description: 'What they held is read from the warm tier again: slower, and paid for.',
    runbook:
      'See which worker pods wait or die, and their nodes. A node that comes back with its disk has its part again; after ' +
      'one that was replaced, prefetch once more. Where a whole pool is gone, take it out of hotPools.',
  };
}

function runtimeFails({ namespace }: SightContext): NamedAlert {
  const of = `{runtime=~"${namespace}/.+"}`;
  return {
    name: 'AiCloudCacheRuntimeFails',
    pendingFor: Duration.minutes(15),
    expression: `
      sum by (runtime) (increase(runtime_setup_error_total${of}[15m])) > 0
      or sum by (runtime) (increase(runtime_sync_healthcheck_error_total${of}[15m])) > 0`,
    summary: 'Fluid cannot set up or check the cache {{ $labels.runtime }}.',
    description: 'It tries again and again. A cache that is up may serve on; a new one does not come.',
    runbook:
      "The log of the engine's controller in fluid-system names the reason: kubectl logs -n fluid-system -l control-plane " +
      '--prefix. Look at the master of the cache first, then at the credentials and the endpoint of the bucket.',
  };
}

function hitRatioLow({ namespace, thresholds }: SightContext): NamedAlert {
  return {
    name: 'AiCloudCacheHitRatioLow',
    pendingFor: Duration.minutes(30),
    expression: `
      dataset:ai_cloud_cache_hit:ratio{namespace="${namespace}"} * 100 < ${thresholds.cacheHitPercent}
      and on (namespace, dataset) dataset:ai_cloud_warm:ratio > 0.9`,
    summary:
      'Only {{ $value | printf "%.0f" }} % of {{ $labels.namespace }}/{{ $labels.dataset }} are read from its cache.',
    description: 'The cache is full, yet much is read from the warm tier: what is read is not what is kept.',
    runbook:
      'A dataset larger than its cache is read around it: give it more cache, or read it in an order that fits. Else look ' +
      'for readers outside the pools of the cache, and for files below the path that the size does not count.',
  };
}

/** Each model has a DaemonSet whose pods are ready where it was copied. */
function copyMissing({ namespace, thresholds }: SightContext): NamedAlert {
  const of = `{namespace="${namespace}"}`;
  return {
    name: 'AiCloudCopyMissing',
    pendingFor: thresholds.jobFor,
    expression: `
      max by (namespace, daemonset) (kube_daemonset_status_desired_number_scheduled${of})
      - max by (namespace, daemonset) (kube_daemonset_status_number_ready${of})
      > 0`,
    summary: '{{ $value }} nodes have no copy of {{ $labels.namespace }}/{{ $labels.daemonset }}.',
    description: 'Pods that use it wait on those nodes. Others are served from their own copy.',
    runbook:
      'Read the log of the container copy of a pod that is not ready. It names what the Dragonfly of its node answers: no ' +
      'credentials, no room (raise its cacheSize), or no scheduler. A node whose Dragonfly does not run has no socket.',
  };
}

function diskAlmostFull({ mountpoints, thresholds }: SightContext): NamedAlert {
  const of = `{mountpoint=~"${mountpoints.join('|').replace(/\./g, '\\\\.')}"}`;
  return {
    name: 'AiCloudCacheDiskAlmostFull',
    severity: 'critical',
    pendingFor: Duration.minutes(15),
    expression: `
      100 - 100 * min by (node, mountpoint) (node_filesystem_avail_bytes${of})
      / min by (node, mountpoint) (node_filesystem_size_bytes${of})
      > ${thresholds.diskFullPercent}`,
    summary: '{{ $labels.mountpoint }} on {{ $labels.node }} is {{ $value | printf "%.0f" }} % full.',
    description: 'Caches keep to their quotas: something else writes there, or the pool has less space than was said.',
    runbook:
      'On the node, see what takes the space (du -xd2). Scratch files of jobs and old container images are the usual ' +
      'finds. Lower nvmePerNode of the pool, or usablePercent, when the disk is smaller than what caches may take.',
  };
}

function jobFailed({ namespace }: SightContext): NamedAlert {
  return {
    name: 'AiCloudModelJobFailed',
    severity: 'critical',
    pendingFor: Duration.minutes(1),
    expression: `max ${BY_JOB} (kube_job_failed{namespace="${namespace}", condition="true"}) == 1`,
    summary: 'The job {{ $labels.namespace }}/{{ $labels.job_name }} has failed.',
    description:
      'A prefetch, a copy, a check of files or a restore was given up. Nodes that wait for it stay as they are.',
    runbook:
      'Read the log of its last pod. A check that fails names files whose bytes are not those that were expected: do not ' +
      'serve them, publish them anew. Others fail for want of credentials or space. Delete the job and apply the program ' +
      'again to repeat it.',
  };
}

function jobSlow(context: SightContext): NamedAlert {
  return {
    name: 'AiCloudModelJobSlow',
    pendingFor: Duration.minutes(5),
    expression: runningFor(context.namespace, `job_name!~"${RESTORE}|${ADMISSION}"`, context.thresholds.jobFor),
    summary: 'The job {{ $labels.namespace }}/{{ $labels.job_name }} runs for {{ $value | humanizeDuration }}.',
    description: 'A prefetch, a copy or a check of files takes longer than it should.',
    runbook:
      'Compare the throughput on the dashboard with the bandwidth of the warm tier: several prefetches share it. The report ' +
      'tells how long each takes alone. One that reads nothing waits for a worker, or for a bucket that does not answer.',
  };
}

function restorePending(context: SightContext): NamedAlert {
  return {
    name: 'AiCloudRestorePending',
    pendingFor: Duration.minutes(5),
    expression: runningFor(context.namespace, `job_name=~"${RESTORE}"`, context.thresholds.restoreFor),
    summary: 'The restore {{ $labels.namespace }}/{{ $labels.job_name }} takes {{ $value | humanizeDuration }}.',
    description: 'The archive has not given back what was asked for. What needs it cannot be served.',
    runbook:
      'Ask the cloud for the state of one object (HEAD shows x-amz-restore or its like). The cheapest class of restore ' +
      'takes two days; a dearer one can be asked for meanwhile.',
  };
}

function runningFor(namespace: string, jobs: string, limit: Duration): string {
  const of = `{namespace="${namespace}", ${jobs}}`;
  return `
    (time() - max ${BY_JOB} (kube_job_status_start_time${of})) > ${limit.inSeconds}
    and on (namespace, job_name) max ${BY_JOB} (kube_job_status_active${of}) > 0`;
}
