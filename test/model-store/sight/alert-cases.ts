import { AlertCase, Series } from '../../monitoring/alert-cases';

const always = (series: string, value: number): Series => ({ series, values: `${value}x400` });
const growing = (series: string, perMinute: number): Series => ({ series, values: `0+${perMinute}x400` });

const GIBI = 1024 ** 3;
const SIZE = 66 * GIBI;
const OF = 'namespace="models", dataset="qwen3-32b"';
const held = (share: number): Series => always(`Cluster_CapacityUsed{${OF}}`, Math.floor(SIZE * share));
const reads = (local: number, remote: number, warm: number): Series[] => [
  growing(`Cluster_BytesReadLocal{${OF}}`, local),
  growing(`Cluster_BytesReadRemote{${OF}}`, remote),
  growing(`Cluster_BytesReadUfsAll{${OF}}`, warm),
];

const claim = (phase: string, value: number): Series =>
  always(
    `kube_persistentvolumeclaim_status_phase{namespace="models", persistentvolumeclaim="qwen3-32b", phase="${phase}"}`,
    value,
  );

const workers = (wanted: number, ready: number): Series[] => [
  always('kube_statefulset_replicas{namespace="models", statefulset="qwen3-32b-worker"}', wanted),
  always('kube_statefulset_status_replicas_ready{namespace="models", statefulset="qwen3-32b-worker"}', ready),
];

const copies = (wanted: number, ready: number): Series[] => [
  always('kube_daemonset_status_desired_number_scheduled{namespace="models", daemonset="qwen3-32b-0a1b2c3d"}', wanted),
  always('kube_daemonset_status_number_ready{namespace="models", daemonset="qwen3-32b-0a1b2c3d"}', ready),
];

const disk = (mountpoint: string, free: number): Series[] => [
  always(`node_filesystem_avail_bytes{node="n0", mountpoint="${mountpoint}"}`, free),
  always(`node_filesystem_size_bytes{node="n0", mountpoint="${mountpoint}"}`, 100),
];

const LOAD = 'namespace="models", job_name="qwen3-32b-loader-job"';
const RESTORE = 'namespace="models", job_name="restore-old"';
const running = (job: string, active: number): Series[] => [
  always(`kube_job_status_start_time{${job}}`, 0),
  always(`kube_job_status_active{${job}}`, active),
];

function alert(
  name: string,
  minute: number,
  speaks: { readonly [when: string]: readonly Series[] },
  quiet: { readonly [when: string]: readonly Series[] },
): AlertCase[] {
  const of = (cases: typeof speaks, isFiring: boolean): AlertCase[] =>
    Object.entries(cases).map(([when, series]) => ({ alert: name, when, minute, speaks: isFiring, series }));
  return [...of(speaks, true), ...of(quiet, false)];
}

/** Cases of every alert, for a store in the namespace `models` with one model of 66 GiB. */
export const MODEL_STORE_CASES: readonly AlertCase[] = [
  ...alert(
    'AiCloudDatasetNotBound',
    20,
    {
      'its claim is not there': [],
      'its claim waits': [claim('Bound', 0), claim('Pending', 1)],
      'only a claim of another namespace is bound': [
        always(
          'kube_persistentvolumeclaim_status_phase{namespace="other", persistentvolumeclaim="qwen3-32b", phase="Bound"}',
          1,
        ),
      ],
    },
    { 'its claim is bound': [claim('Bound', 1), claim('Pending', 0)] },
  ),
  ...alert(
    'AiCloudCacheWorkerMissing',
    20,
    { 'one of sixteen workers is gone': workers(16, 15) },
    { 'all workers are there': workers(16, 16), 'there are no workers': [] },
  ),
  ...alert(
    'AiCloudCopyMissing',
    250,
    { 'one of sixteen nodes has no copy for four hours': copies(16, 15) },
    { 'all nodes have a copy': copies(16, 16) },
  ),
  ...alert(
    'AiCloudCacheRuntimeFails',
    30,
    {
      'its set-up fails again and again': [
        growing('runtime_setup_error_total{runtime_type="alluxioruntime", runtime="models/qwen3-32b"}', 1),
      ],
      'its check fails again and again': [
        growing('runtime_sync_healthcheck_error_total{runtime_type="alluxioruntime", runtime="models/qwen3-32b"}', 1),
      ],
    },
    {
      'it failed once': [{ series: 'runtime_setup_error_total{runtime="models/qwen3-32b"}', values: '0x5 1x400' }],
      'a cache of another namespace fails': [growing('runtime_setup_error_total{runtime="other/x"}', 1)],
    },
  ),
  ...alert(
    'AiCloudCacheHitRatioLow',
    60,
    { 'a full cache is read around': [held(1), ...reads(10, 20, 70)] },
    {
      'most is read from the cache': [held(1), ...reads(50, 40, 10)],
      'it becomes warm': [held(0.5), ...reads(0, 10, 90)],
      'nothing is read': [held(1), ...reads(0, 0, 0)],
    },
  ),
  ...alert(
    'AiCloudCacheDiskAlmostFull',
    20,
    { 'the disk above the path is full': disk('/mnt/nvme', 4) },
    { 'it has room': disk('/mnt/nvme', 6), 'another disk is full': disk('/data', 1) },
  ),
  ...alert(
    'AiCloudModelJobFailed',
    5,
    { 'a prefetch was given up': [always(`kube_job_failed{${LOAD}, condition="true"}`, 1)] },
    {
      'it has not failed': [always(`kube_job_failed{${LOAD}, condition="true"}`, 0)],
      'a job of another namespace failed': [
        always('kube_job_failed{namespace="other", job_name="x", condition="true"}', 1),
      ],
    },
  ),
  ...alert(
    'AiCloudModelJobSlow',
    250,
    { 'a prefetch runs for more than four hours': running(LOAD, 1) },
    { 'it has ended': running(LOAD, 0), 'a restore runs for as long': running(RESTORE, 1) },
  ),
  ...alert(
    'AiCloudRestorePending',
    250,
    { 'a restore takes longer than it may': running(RESTORE, 1) },
    { 'it has ended': running(RESTORE, 0), 'a prefetch runs for as long': running(LOAD, 1) },
  ),
];
