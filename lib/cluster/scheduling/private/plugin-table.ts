import { ArgumentType, DURATION } from './argument-type';

const PERCENT: ArgumentType = { map: 'integer' };

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
    'deviceshare.GPUExclusiveRules': { list: { map: 'text' } },
    'deviceshare.SchedulePolicy': { text: /^(?:binpack|spread|)$/, like: '"binpack", "spread" or ""' },
    'deviceshare.ScheduleWeight': 'integer',
    'deviceshare.AscendMindClusterVNPUEnable': 'flag',
    'deviceshare.AscendHAMiVNPUEnable': 'flag',
    'deviceshare.KnownGeometriesCMName': 'text',
    'deviceshare.KnownGeometriesCMNamespace': 'text',
  },
  drf: {},
  extender: {
    'extender.urlPrefix': 'text',
    'extender.httpTimeout': DURATION,
    'extender.ignorable': 'flag',
    'extender.managedResources': { list: 'text' },
    'extender.onSessionOpenVerb': 'text',
    'extender.onSessionCloseVerb': 'text',
    'extender.predicateVerb': 'text',
    'extender.prioritizeVerb': 'text',
    'extender.preemptableVerb': 'text',
    'extender.reclaimableVerb': 'text',
    'extender.queueOverusedVerb': 'text',
    'extender.jobEnqueueableVerb': 'text',
    'extender.jobReadyVerb': 'text',
    'extender.allocateFuncVerb': 'text',
    'extender.deallocateFuncVerb': 'text',
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
    'volumebinding.shape': { list: { fields: { utilization: 'integer', score: 'integer' } } },
    'dynamicresources.filterTimeoutSeconds': 'integer',
  },
  priority: {},
  proportion: {},
  rescheduling: {
    interval: DURATION,
    metricsPeriod: DURATION,
    strategies: {
      list: {
        fields: {
          name: { text: /^lowNodeUtilization$/, like: '"lowNodeUtilization"' },
          params: {
            fields: {
              thresholds: PERCENT,
              targetThresholds: PERCENT,
              thresholdPriorityClassName: 'text',
              nodeFit: 'flag',
            },
          },
        },
      },
    },
  },
  'resource-strategy-fit': {
    resourceStrategyFitWeight: 'integer',
    resources: {
      map: {
        fields: {
          type: { text: /^(?:Least|Most)Allocated$/, like: '"LeastAllocated" or "MostAllocated"' },
          weight: 'integer',
        },
      },
    },
    sra: { fields: { enable: 'flag', resources: 'text', weight: 'integer', resourceWeight: { map: 'integer' } } },
    proportional: { fields: { enable: 'flag', resources: 'text', resourceProportion: { map: 'number' } } },
  },
  resourcequota: {},
  sla: { 'sla-waiting-time': DURATION },
  'task-topology': { 'task-topology.weight': 'integer' },
  tdm: {
    'tdm.revocable-zone.*': { text: /^\d\d?:\d\d-\d\d?:\d\d$/, like: 'hours such as "22:00-06:00"' },
    'tdm.evict.period': DURATION,
  },
  usage: {
    'usage.weight': 'integer',
    'cpu.weight': 'integer',
    'memory.weight': 'integer',
    thresholds: { fields: { cpu: 'integer', mem: 'integer' } },
  },
};

const PREDICATE_CACHE: { readonly [argument: string]: ArgumentType } = { predicateErrorCacheEnable: 'flag' };
const DOMAINS: { readonly [argument: string]: ArgumentType } = { maxDomains: 'integer', allowWholeBundle: 'flag' };

/** Arguments by action. `init-params` is no action: MindCluster's vNPU reads it. */
export const ACTIONS: { readonly [action: string]: { readonly [argument: string]: ArgumentType } } = {
  allocate: PREDICATE_CACHE,
  backfill: PREDICATE_CACHE,
  enqueue: {},
  gangpreempt: DOMAINS,
  gangreclaim: DOMAINS,
  'init-params': { '*': 'text' },
  preempt: {
    ...PREDICATE_CACHE,
    enableTopologyAwarePreemption: 'flag',
    topologyAwarePreemptWorkerNum: 'integer',
    minCandidateNodesPercentage: 'integer',
    minCandidateNodesAbsolute: 'integer',
    maxCandidateNodesAbsolute: 'integer',
  },
  reclaim: PREDICATE_CACHE,
  shuffle: {},
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

/** The type of an argument; undefined when there is none of that name. */
export function argumentType(
  known: { readonly [argument: string]: ArgumentType },
  argument: string,
): ArgumentType | undefined {
  if (Object.keys(known).includes(argument)) return known[argument];
  const pattern = Object.keys(known).find((name) => name.endsWith('*') && argument.startsWith(name.slice(0, -1)));
  return pattern === undefined ? undefined : known[pattern];
}
