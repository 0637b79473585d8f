/** How the scheduler reads an argument. A value of another type is ignored with a line in its log, or ends it. */
export type ArgumentType = 'integer' | 'number' | 'text' | 'flag';

/** Arguments by plugin; a name that ends with `*` stands for all names that begin so. */
export const PLUGINS: { readonly [plugin: string]: { readonly [argument: string]: ArgumentType } } = {
  binpack: {
    'binpack.weight': 'integer',
    'binpack.cpu': 'integer',
    'binpack.memory': 'integer',
    'binpack.resources': 'text',
    'binpack.resources.*': 'integer',
  },
  capacity: {
    ancestorReclaimLevel: 'integer',
    'capacity.DynamicResourceAllocationEnable': 'flag',
    'capacity.DRAConsumableCapacityEnable': 'flag',
  },
  cdp: {},
  conformance: {},
  deviceshare: {
    'deviceshare.VGPUEnable': 'flag',
    'deviceshare.GPUSharingEnable': 'flag',
    'deviceshare.GPUNumberEnable': 'flag',
    'deviceshare.NodeLockEnable': 'flag',
    'deviceshare.SchedulePolicy': 'text',
    'deviceshare.ScheduleWeight': 'integer',
    'deviceshare.AscendMindClusterVNPUEnable': 'flag',
    'deviceshare.AscendHAMiVNPUEnable': 'flag',
    'deviceshare.KnownGeometriesCMName': 'text',
    'deviceshare.KnownGeometriesCMNamespace': 'text',
  },
  drf: {},
  extender: {
    'extender.urlPrefix': 'text',
    'extender.httpTimeout': 'text',
    'extender.ignorable': 'flag',
    'extender.managedResources': 'text',
    'extender.*': 'text',
  },
  gang: {},
  'network-topology-aware': {
    weight: 'integer',
    'hypernode.binpack.cpu': 'integer',
    'hypernode.binpack.memory': 'integer',
    'hypernode.binpack.resources': 'text',
    'hypernode.binpack.resources.*': 'integer',
    'hypernode.binpack.normal-pod.enable': 'flag',
    'hypernode.binpack.normal-pod.fading': 'number',
    'hypernode.gradient.evict.max-hypernodes': 'integer',
  },
  nodegroup: { strict: 'flag', enablePreferredOrder: 'flag' },
  nodeorder: {
    'leastrequested.weight': 'integer',
    'mostrequested.weight': 'integer',
    'nodeaffinity.weight': 'integer',
    'podaffinity.weight': 'integer',
    'balancedresource.weight': 'integer',
    'tainttoleration.weight': 'integer',
    'imagelocality.weight': 'integer',
    'podtopologyspread.weight': 'integer',
  },
  'numa-aware': { weight: 'integer' },
  overcommit: { 'overcommit-factor': 'number' },
  pdb: {},
  predicates: {
    'predicate.NodeAffinityEnable': 'flag',
    'predicate.NodePortsEnable': 'flag',
    'predicate.TaintTolerationEnable': 'flag',
    'predicate.PodAffinityEnable': 'flag',
    'predicate.NodeVolumeLimitsEnable': 'flag',
    'predicate.VolumeZoneEnable': 'flag',
    'predicate.PodTopologySpreadEnable': 'flag',
    'predicate.VolumeBindingEnable': 'flag',
    'predicate.CacheEnable': 'flag',
    'volumebinding.bindTimeoutSeconds': 'integer',
    'volumebinding.weight': 'integer',
    'dynamicresources.filterTimeoutSeconds': 'integer',
  },
  priority: {},
  proportion: {},
  rescheduling: { interval: 'text', metricsPeriod: 'text' },
  'resource-strategy-fit': { resourceStrategyFitWeight: 'integer' },
  resourcequota: {},
  sla: { 'sla-waiting-time': 'text' },
  'task-topology': { 'task-topology.weight': 'integer' },
  tdm: { 'tdm.revocable-zone.*': 'text', 'tdm.evict.period': 'text' },
  usage: { 'usage.weight': 'integer', 'cpu.weight': 'integer', 'memory.weight': 'integer' },
};

/** Switches of every plugin, in upstream's own spelling. */
export const SWITCHES: readonly string[] = [
  'EnabledClusterOrder',
  'enableBestNode',
  'enableHierarchy',
  'enableJobEnqueued',
  'enableJobOrder',
  'enableJobPipelined',
  'enableJobReady',
  'enableJobStarving',
  'enableNodeOrder',
  'enablePredicate',
  'enablePreemptable',
  'enablePreemptive',
  'enableQueueOrder',
  'enableReclaimable',
  'enableReservedNodes',
  'enableTargetJob',
  'enableTaskOrder',
  'enabledAllocatable',
  'enabledHyperNodeGradient',
  'enabledHyperNodeOrder',
  'enabledOverused',
  'enabledSubJobOrder',
  'enabledSubJobPipelined',
  'enabledSubJobReady',
  'enabledVictim',
];

/** The type of an argument; undefined when the plugin has none of that name. */
export function argumentType(plugin: string, argument: string): ArgumentType | undefined {
  const known = PLUGINS[plugin];
  if (argument in known) return known[argument];
  const pattern = Object.keys(known).find((name) => name.endsWith('*') && argument.startsWith(name.slice(0, -1)));
  return pattern === undefined ? undefined : known[pattern];
}
