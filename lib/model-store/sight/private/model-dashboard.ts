import { isOfFluid } from './fluid-engines';
import { tellsOfCache } from './recorded';
import { SightContext } from './sight-context';
import { Dashboard, Panel } from '../../../core/private/metrics/dashboard';

const CHOSEN = 'namespace=~"$namespace", dataset=~"$dataset"';
const BY_NAME = '{{dataset}}';

const lines = (title: string, unit: Panel['unit'], expr: string, legend: string, width = 12): Panel => ({
  title,
  kind: 'timeseries',
  unit,
  width,
  queries: [{ expr, legend }],
});

/** What is hot, what it is read from, and what it costs: only rows that the store has metrics for. */
export function modelDashboard(name: string, context: SightContext): Dashboard {
  return {
    uid: `ai-cloud-${name}`,
    title: `AI cloud / Model store ${context.namespace}`,
    variables: [
      {
        name: 'namespace',
        label: 'Namespace',
        query: `label_values(dataset:ai_cloud_tier:bytes{namespace="${context.namespace}"}, namespace)`,
      },
      {
        name: 'dataset',
        label: 'Model or dataset',
        query: 'label_values(dataset:ai_cloud_tier:bytes{namespace=~"$namespace"}, dataset)',
      },
    ],
    rows: [...(tellsOfCache(context.engine) ? [cacheRow()] : []), tierRow(context), jobRow(context), nodeRow(context)],
  };
}

type Row = Dashboard['rows'][number];

function cacheRow(): Row {
  const bySource = `sum by (source) (dataset:ai_cloud_cache_read:rate{${CHOSEN}})`;
  return {
    title: 'Cache',
    height: 8,
    panels: [
      {
        title: 'Warm',
        kind: 'bargauge',
        unit: 'percentunit',
        width: 8,
        description: 'Share of all copies that is in the cache.',
        queries: [{ expr: `dataset:ai_cloud_warm:ratio{${CHOSEN}}`, legend: BY_NAME }],
      },
      lines('Read from the cache', 'percentunit', `dataset:ai_cloud_cache_hit:ratio{${CHOSEN}}`, BY_NAME, 8),
      lines('Read, by where it comes from', 'Bps', bySource, '{{source}}', 8),
      lines('Held by the cache', 'bytes', `dataset:ai_cloud_cache_used:bytes{${CHOSEN}}`, BY_NAME),
      lines('Read from the warm tier', 'Bps', `dataset:ai_cloud_cache_read:rate{${CHOSEN}, source="warm"}`, BY_NAME),
    ],
  };
}

function tierRow({ files }: SightContext): Row {
  const cost: Panel = {
    title: 'Cost per month, by tier',
    kind: 'table',
    unit: 'none',
    width: 12,
    description: 'By the prices that the program gives.',
    queries: [
      {
        expr: `sum by (dataset, tier, currency) (dataset:ai_cloud_tier_cost:monthly{${CHOSEN}})`,
        legend: '{{dataset}} {{tier}}',
      },
    ],
  };
  const hasCost = files.some(({ monthly }) => Object.keys(monthly).length > 0);
  return {
    title: 'Tiers',
    height: 8,
    panels: [
      {
        title: 'Size, by tier',
        kind: 'table',
        unit: 'bytes',
        width: hasCost ? 12 : 24,
        queries: [
          {
            expr: `sum by (dataset, kind, tier) (dataset:ai_cloud_tier:bytes{${CHOSEN}})`,
            legend: '{{dataset}} {{tier}}',
          },
        ],
      },
      ...(hasCost ? [cost] : []),
    ],
  };
}

function jobRow({ engine }: SightContext): Row {
  const of = 'namespace=~"$namespace"';
  const failures: Panel = lines(
    'Failures of Fluid in an hour',
    'short',
    `sum by (runtime) (increase(runtime_setup_error_total{runtime=~"$namespace/.*"}[1h]))
     + sum by (runtime) (increase(runtime_sync_healthcheck_error_total{runtime=~"$namespace/.*"}[1h]))`,
    '{{runtime}}',
    8,
  );
  const width = isOfFluid(engine) ? 8 : 12;
  return {
    title: 'Prefetches, copies, checks and restores',
    height: 7,
    panels: [
      lines(
        'Running',
        's',
        `(time() - max by (job_name) (kube_job_status_start_time{${of}}))
         and on (job_name) max by (job_name) (kube_job_status_active{${of}}) > 0`,
        '{{job_name}}',
        width,
      ),
      lines(
        'Failed',
        'short',
        `max by (job_name) (kube_job_failed{${of}, condition="true"}) > 0`,
        '{{job_name}}',
        width,
      ),
      ...(isOfFluid(engine) ? [failures] : []),
    ],
  };
}

function nodeRow({ mountpoints, engine }: SightContext): Row {
  const of = `mountpoint=~"${mountpoints.join('|').replace(/\./g, '\\\\.')}"`;
  const workers = lines(
    'Workers that are missing',
    'short',
    `max by (statefulset) (kube_statefulset_replicas{namespace=~"$namespace", statefulset=~".+-worker"})
     - max by (statefulset) (kube_statefulset_status_replicas_ready{namespace=~"$namespace", statefulset=~".+-worker"})`,
    '{{statefulset}}',
  );
  return {
    title: 'Nodes',
    height: 7,
    panels: [
      lines(
        'Disks of the cache',
        'percentunit',
        `1 - min by (node, mountpoint) (node_filesystem_avail_bytes{${of}})
         / min by (node, mountpoint) (node_filesystem_size_bytes{${of}})`,
        '{{node}} {{mountpoint}}',
        isOfFluid(engine) ? 12 : 24,
      ),
      ...(isOfFluid(engine) ? [workers] : []),
    ],
  };
}
