import { Dashboard, Panel } from '../../../core/private/metrics/dashboard';

const of = (what: string): string =>
  `max by (queue_name, resource) (volcano_queue_${what}_scalar_resources{queue_name=~"$queue", resource!=""}) / 1000`;

const devices = (title: string, what: string): Panel => ({
  title,
  kind: 'timeseries',
  unit: 'short',
  width: 12,
  queries: [{ expr: of(what), legend: '{{queue_name}} {{resource}}' }],
});

const groups = (state: string): string =>
  `sum by (queue_name) (volcano_queue_pod_group_${state}_count{queue_name=~"$queue"})`;

/** Who holds what, who waits, who lends. */
export const QUEUES: Dashboard = {
  uid: 'ai-cloud-queues',
  title: 'AI cloud / Queues',
  variables: [
    {
      name: 'queue',
      label: 'Queue',
      query: 'label_values(volcano_queue_allocated_scalar_resources, queue_name)',
    },
  ],
  rows: [
    {
      title: 'Shares',
      height: 8,
      panels: [
        devices('Deserved', 'deserved'),
        devices('Held', 'allocated'),
        {
          title: 'Borrowed (above zero) and lent (below)',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [{ expr: `${of('allocated')} - ${of('deserved')}`, legend: '{{queue_name}} {{resource}}' }],
        },
        {
          title: 'Waited for',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [{ expr: `${of('request')} - ${of('allocated')}`, legend: '{{queue_name}} {{resource}}' }],
        },
      ],
    },
    {
      title: 'Gangs',
      height: 7,
      panels: [
        {
          title: 'Running',
          kind: 'timeseries',
          unit: 'short',
          width: 8,
          queries: [{ expr: groups('running'), legend: '{{queue_name}}' }],
        },
        {
          title: 'Waiting',
          kind: 'timeseries',
          unit: 'short',
          width: 8,
          queries: [{ expr: `${groups('pending')} + ${groups('inqueue')}`, legend: '{{queue_name}}' }],
        },
        {
          title: 'Above what it may hold',
          kind: 'bargauge',
          unit: 'none',
          width: 8,
          thresholds: [0.5, 1],
          queries: [
            { expr: 'max by (queue_name) (volcano_queue_overused{queue_name=~"$queue"})', legend: '{{queue_name}}' },
          ],
        },
      ],
    },
    {
      title: 'Scheduler',
      height: 7,
      panels: [
        {
          title: 'Duration of a round, 99th percentile',
          kind: 'timeseries',
          unit: 's',
          width: 8,
          queries: [
            {
              expr: `histogram_quantile(0.99,
                sum by (le) (rate(volcano_e2e_scheduling_latency_milliseconds_bucket[5m]))) / 1000`,
              legend: 'round',
            },
          ],
        },
        {
          title: 'Duration of each action, mean',
          kind: 'timeseries',
          unit: 's',
          width: 8,
          queries: [
            {
              expr: `sum by (action) (rate(volcano_action_scheduling_latency_milliseconds_sum[5m]))
                / sum by (action) (rate(volcano_action_scheduling_latency_milliseconds_count[5m])) / 1000`,
              legend: '{{action}}',
            },
          ],
        },
        {
          title: 'Jobs that could not be placed',
          kind: 'timeseries',
          unit: 'short',
          width: 8,
          queries: [{ expr: 'max(volcano_unschedule_job_count)', legend: 'jobs' }],
        },
      ],
    },
  ],
};
