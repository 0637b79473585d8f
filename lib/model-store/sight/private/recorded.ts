import { SightContext, WatchedFiles } from './sight-context';
import { oneLine, RecordingRule } from '../../../core/private/metrics/render-rules';

const BY = 'by (namespace, dataset)';

/** What a store asks often, and what is known of it without asking anybody. */
export function recordedRules(context: SightContext): RecordingRule[] {
  const { namespace, files } = context;
  const cache = CACHES[context.engine]?.(`namespace="${namespace}"`) ?? [];
  return [
    ...files.flatMap((one) => tiers(one, namespace)),
    ...files.flatMap((one) => costs(one, namespace)),
    ...cache,
    ...(cache.length === 0 ? [] : derived(`namespace="${namespace}"`)),
  ].map((rule) => ({ ...rule, expr: oneLine(rule.expr) }));
}

function tiers({ dataset, kind, bytes }: WatchedFiles, namespace: string): RecordingRule[] {
  return Object.entries(bytes).map(([tier, amount]) => ({
    record: 'dataset:ai_cloud_tier:bytes',
    expr: `vector(${amount})`,
    labels: { namespace, dataset, kind, tier },
  }));
}

function costs({ dataset, kind, monthly, currency }: WatchedFiles, namespace: string): RecordingRule[] {
  return Object.entries(monthly).map(([tier, amount]) => ({
    record: 'dataset:ai_cloud_tier_cost:monthly',
    expr: `vector(${amount})`,
    labels: { namespace, dataset, kind, tier, currency: currency ?? '' },
  }));
}

/** Bytes that a cache holds, and how fast it is read from where, by engine. Engines that tell nothing are absent. */
const CACHES: { readonly [engine: string]: (of: string) => RecordingRule[] } = {
  alluxio: (of) => [
    { record: 'dataset:ai_cloud_cache_used:bytes', expr: `max ${BY} (Cluster_CapacityUsed{${of}})` },
    read('node', `sum ${BY} (rate(Cluster_BytesReadLocal{${of}}[10m]))`),
    read('peer', `sum ${BY} (rate(Cluster_BytesReadRemote{${of}}[10m]))`),
    read('warm', `sum ${BY} (rate(Cluster_BytesReadUfsAll{${of}}[10m]))`),
  ],
  // Workers and FUSE of a node share a directory; only FUSE is read by pods.
  juicefs: (of) => [
    {
      record: 'dataset:ai_cloud_cache_used:bytes',
      expr: `sum ${BY} (max by (namespace, dataset, node) (juicefs_blockcache_bytes{${of}}))`,
    },
    read('node', `sum ${BY} (rate(juicefs_blockcache_hit_bytes{${of}, role="juicefs-fuse"}[10m]))`),
    read('warm', `sum ${BY} (rate(juicefs_blockcache_miss_bytes{${of}, role="juicefs-fuse"}[10m]))`),
  ],
};

function read(source: string, expr: string): RecordingRule {
  return { record: 'dataset:ai_cloud_cache_read:rate', expr, labels: { source } };
}

function derived(of: string): RecordingRule[] {
  return [
    {
      record: 'dataset:ai_cloud_warm:ratio',
      expr: `
        clamp_max(
          dataset:ai_cloud_cache_used:bytes{${of}}
          / on (namespace, dataset) dataset:ai_cloud_tier:bytes{${of}, tier="hot"},
          1
        )`,
    },
    {
      record: 'dataset:ai_cloud_cache_hit:ratio',
      expr: `
        sum ${BY} (dataset:ai_cloud_cache_read:rate{${of}, source!="warm"})
        / (sum ${BY} (dataset:ai_cloud_cache_read:rate{${of}}) > 0)`,
    },
  ];
}

/** Whether an engine tells what it holds and how it is read. */
export function tellsOfCache(engine: string): boolean {
  return engine in CACHES;
}
