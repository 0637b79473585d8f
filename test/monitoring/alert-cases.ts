/** Series as promtool reads them: name and labels, and a value for each minute. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/** What an alert sees, and whether it speaks. */
export interface AlertCase {
  readonly alert: string;
  readonly when: string;
  readonly minute: number;
  readonly speaks: boolean;
  readonly series: readonly Series[];
}

const always = (series: string, value: number): Series => ({ series, values: `${value}x400` });
const growing = (series: string, perMinute: number): Series => ({ series, values: `0+${perMinute}x400` });

function pod(name: string, phase: string, devices: number, job?: string): Series[] {
  const at = `namespace="training", pod="${name}"`;
  return [
    always(
      `kube_pod_container_resource_requests{${at}, node="n0", resource="nvidia_com_gpu", unit="integer"}`,
      devices,
    ),
    always(`kube_pod_status_phase{${at}, phase="${phase}"}`, 1),
    ...(job === undefined
      ? []
      : [
          always(
            `kube_pod_labels{${at}, label_volcano_sh_job_name="${job}", label_volcano_sh_queue_name="research"}`,
            1,
          ),
        ]),
  ];
}

const node = (name: string, capacity: number, allocatable = capacity): Series[] =>
  Object.entries({ capacity, allocatable }).map(([what, value]) =>
    always(`kube_node_status_${what}{node="${name}", resource="nvidia_com_gpu", unit="integer"}`, value),
  );

const NODES = [...node('n0', 8), ...node('n1', 8)];

function queue(name: string, deserved: number, allocated: number, request: number, groups: number): Series[] {
  const shares = Object.entries({ deserved, allocated, request }).map(([what, devices]) =>
    always(`volcano_queue_${what}_scalar_resources{queue_name="${name}", resource="nvidia.com/gpu"}`, devices * 1000),
  );
  return [
    ...shares,
    always(`volcano_queue_pod_group_pending_count{queue_name="${name}"}`, groups),
    always(`volcano_queue_pod_group_inqueue_count{queue_name="${name}"}`, 0),
  ];
}

const GPU = 'gpu="0", UUID="GPU-1", pci_bus_id="00000000:3B:00.0", modelName="NVIDIA H800", node="n0"';
const HELD = `${GPU}, namespace="training", pod="a"`;
const PORT = 'node="n0", device="mlx5_0", port="1"';
const started = (minute: number): Series => always('kube_pod_start_time{namespace="training", pod="a"}', minute * 60);

const ROUNDS = 'volcano_e2e_scheduling_latency_milliseconds_count';
const rounds = growing(ROUNDS, 60);
const asks = (plugins: readonly string[]): Series[] =>
  plugins.map((plugin) =>
    growing(`volcano_plugin_scheduling_latency_milliseconds_count{plugin="${plugin}", OnSession="OnSessionOpen"}`, 60),
  );

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

/** Cases of every alert, for a cluster of two nodes with eight GPUs each whose scheduler asks these plugins. */
export function alertCases(plugins: readonly string[]): AlertCase[] {
  return [
    ...alert(
      'AiCloudSchedulerDown',
      30,
      { 'nothing is told': [], 'rounds do not end': [always(ROUNDS, 5)] },
      { 'rounds end': [rounds] },
    ),
    ...alert(
      'AiCloudSchedulerConfigurationNotLoaded',
      40,
      {
        'a plugin is not asked': [rounds, ...asks(plugins.slice(1))],
        'the default of Volcano is loaded': [rounds, ...asks(['overcommit', 'proportion'])],
      },
      { 'all plugins are asked': [rounds, ...asks([...plugins, 'more'])], 'the scheduler is down': [] },
    ),
    ...alert(
      'AiCloudNodeFault',
      10,
      {
        'a node has a fault': [
          always('kube_node_status_condition{node="n0", condition="AcceleratorFault", status="true"}', 1),
        ],
      },
      {
        'the condition is false': [
          always('kube_node_status_condition{node="n0", condition="AcceleratorFault", status="true"}', 0),
          always('kube_node_status_condition{node="n0", condition="Ready", status="true"}', 1),
        ],
      },
    ),
    ...alert('AiCloudDeviceMissing', 30, { 'one is not healthy': node('n0', 8, 7) }, { 'all are there': NODES }),
    ...alert(
      'AiCloudDevicesBelowPlan',
      90,
      { 'a node is missing': node('n0', 8), 'no node is there': [] },
      { 'all are there': NODES },
    ),
    ...alert(
      'AiCloudIdleDevices',
      120,
      {
        'the engine sleeps': [started(0), always(`DCGM_FI_PROF_GR_ENGINE_ACTIVE{${HELD}}`, 0.01)],
        'there are no profiling counters': [started(0), always(`DCGM_FI_DEV_GPU_UTIL{${HELD}}`, 2)],
      },
      {
        'it works': [started(0), always(`DCGM_FI_PROF_GR_ENGINE_ACTIVE{${HELD}}`, 0.4)],
        'it worked within the hour': [started(0), { series: `DCGM_FI_DEV_GPU_UTIL{${HELD}}`, values: `0x90 90 0x400` }],
        'the pod is young': [started(100), always(`DCGM_FI_DEV_GPU_UTIL{${HELD}}`, 0)],
        'nobody holds it': [started(0), always(`DCGM_FI_DEV_GPU_UTIL{${GPU}}`, 0)],
      },
    ),
    ...alert(
      'AiCloudXid',
      10,
      { 'the device fell off the bus': [always(`DCGM_FI_DEV_XID_ERRORS{${GPU}}`, 79)] },
      {
        'a program was wrong': [always(`DCGM_FI_DEV_XID_ERRORS{${GPU}}`, 31)],
        'there was none': [always(`DCGM_FI_DEV_XID_ERRORS{${GPU}}`, 0)],
      },
    ),
    ...alert(
      'AiCloudEccErrors',
      30,
      {
        'rows are remapped': [{ series: `DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS{${GPU}}`, values: `0x15 1x400` }],
        'bits flip twice': [growing(`DCGM_FI_DEV_ECC_DBE_VOL_TOTAL{${GPU}}`, 1)],
        'no row is left': [always(`DCGM_FI_DEV_ROW_REMAP_FAILURE{${GPU}}`, 1)],
      },
      {
        'rows were remapped long ago': [
          always(`DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS{${GPU}}`, 3),
          always(`DCGM_FI_DEV_ROW_REMAP_FAILURE{${GPU}}`, 0),
        ],
      },
    ),
    ...alert(
      'AiCloudDeviceMetricsMissing',
      40,
      { 'one node is not measured': [...NODES, always('DCGM_FI_DEV_GPU_TEMP{node="n1"}', 40)] },
      {
        'all are': [
          ...NODES,
          always('DCGM_FI_DEV_GPU_TEMP{node="n0"}', 40),
          always('DCGM_FI_DEV_GPU_TEMP{node="n1"}', 40),
        ],
      },
    ),
    ...alert(
      'AiCloudFabricErrors',
      30,
      {
        'symbols are lost': [growing(`node_infiniband_symbol_error_total{${PORT}}`, 20)],
        'packets come out of order': [growing(`node_infiniband_packet_sequence_errors_total{${PORT}}`, 20)],
      },
      { 'few are': [growing(`node_infiniband_symbol_error_total{${PORT}}`, 1)] },
    ),
    ...alert(
      'AiCloudFabricLinkDown',
      30,
      { 'it was active': [{ series: `node_infiniband_state_id{${PORT}}`, values: `4x10 1x400` }] },
      {
        'it never was': [always(`node_infiniband_state_id{${PORT}}`, 1)],
        'it is active': [always(`node_infiniband_state_id{${PORT}}`, 4)],
      },
    ),
    ...alert(
      'AiCloudFabricLinkFlaps',
      60,
      {
        'it was down often': [{ series: `node_infiniband_link_downed_total{${PORT}}`, values: `0x20 1x5 2x5 4x400` }],
      },
      { 'it was down before': [always(`node_infiniband_link_downed_total{${PORT}}`, 4)] },
    ),
    ...alert(
      'AiCloudLowUsefulAllocation',
      60,
      {
        'little runs and something waits': [...NODES, ...pod('a', 'Running', 8), ...pod('b', 'Pending', 16)],
        'all is bound by a gang that is not whole': [
          ...NODES,
          ...pod('a-0', 'Running', 8, 'a'),
          ...pod('a-1', 'Running', 8, 'a'),
          ...pod('a-2', 'Pending', 8, 'a'),
        ],
      },
      {
        'little runs and nothing waits': [...NODES, ...pod('a', 'Running', 8)],
        'most is useful': [
          ...NODES,
          ...pod('a-0', 'Running', 8, 'a'),
          ...pod('a-1', 'Running', 4, 'a'),
          ...pod('b', 'Pending', 8),
        ],
      },
    ),
    ...alert(
      'AiCloudQueueStarved',
      30,
      { 'it waits below its share': queue('research', 8, 4, 12, 1) },
      {
        'it waits above its share': queue('research', 8, 12, 16, 1),
        'it lends and does not wait': queue('research', 8, 4, 4, 0),
        'only its children wait': queue('pool-h800', 8, 4, 12, 0),
        'it is the root': queue('root', 8, 4, 12, 1),
      },
    ),
    ...alert(
      'AiCloudGangPending',
      150,
      { 'no member runs': pod('a-0', 'Pending', 8, 'a') },
      { 'one runs': [...pod('a-0', 'Running', 8, 'a'), ...pod('a-1', 'Pending', 8, 'a')] },
    ),
    ...alert(
      'AiCloudGangIncomplete',
      30,
      { 'one waits': [...pod('a-0', 'Running', 8, 'a'), ...pod('a-1', 'Pending', 8, 'a')] },
      {
        'all run': [...pod('a-0', 'Running', 8, 'a'), ...pod('a-1', 'Running', 8, 'a')],
        'all wait': pod('a-0', 'Pending', 8, 'a'),
        'another job waits': [...pod('a-0', 'Running', 8, 'a'), ...pod('b-0', 'Pending', 8, 'b')],
      },
    ),
  ];
}
