import { Construct, IDependable } from 'constructs';
import { Queues } from './queues';
import { NODE_GROUP_LABEL, nodeGroupOf } from './private/node-group';
import { NodeGroups } from './private/node-groups';
import type { QueueContext } from './private/queue-tree';
import { ManagedDevices, managedDevices } from './private/managed-devices';
import { leafQueuePolicy, LEAF_QUEUES, managedDevicesPolicy, MANAGED_DEVICES } from './private/render-policies';
import { renderVolcanoValues, VOLCANO_IMAGES } from './private/render-volcano-values';
import { PolicySource, SchedulingBundles } from './private/scheduling-bundles';
import { checkOnlyTopology, TopologyReader } from './private/topology-reader';
import { SchedulerPlugin } from './scheduler-plugin';
import { SchedulerPolicy } from './scheduler-policy';
import { QueueModel } from './scheduler-policy-options';
import { CHARTS } from '../../catalog/charts';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { IPool, SharingKind } from '../../contracts/pool';
import { IQueue } from '../../contracts/queue';
import { Chart } from '../../core/chart';
import { isDeviceClassQuota } from '../../core/private/device-class-quota';
import { addFact } from '../../core/private/facts';
import { fail, warn } from '../../core/private/fail';
import { Manifest } from '../../core/private/manifest-member';

const NAMESPACE = 'volcano-system';
/** Many of the chart's objects are named after the release. */
const RELEASE = 'volcano';
/** Where pods that check devices run: they are told their node and ask no scheduler. */
const SYSTEM_NAMESPACES = ['gpu-operator', 'kube-system', NAMESPACE];

/** Knobs of the scheduler. */
export interface SchedulingOptions {
  /**
   * How the scheduler decides.
   *
   * @default SchedulerPolicy.mixed()
   */
  readonly policy?: SchedulerPolicy;

  /**
   * Replicas of scheduler, controller and admission. One of the first two works, the others stand by and take over within
   * 20 seconds. Draining nodes takes one of each at a time.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * Whether a job in the cluster labels the nodes of each pool with queues, so that the scheduler knows them.
   *
   * A pool whose nodes are selected by `volcano.sh/nodegroup-name` itself needs no such job.
   *
   * @default true
   */
  readonly labelNodes?: boolean;

  /**
   * Namespaces whose pods may ask for devices without naming the scheduler.
   *
   * @default - those of Kubernetes, the scheduler and the GPU operator, which are always left alone
   */
  readonly unmanagedNamespaces?: string[];
}

/** What a scheduler is made of. */
export interface SchedulingProps {
  /** The cluster it schedules. */
  readonly cluster: ICluster;

  /**
   * Knobs.
   *
   * @default - the defaults of each
   */
  readonly options?: SchedulingOptions;
}

/** Where the scheduler reads its configuration, and what it finds there. */
export interface SchedulerConfigurationFact {
  /** Namespace of the ConfigMap. */
  readonly namespace: string;
  /** Name of the ConfigMap. */
  readonly configMap: string;
  /** Key in the ConfigMap. */
  readonly key: string;
  /** YAML text. */
  readonly configuration: string;
}

/**
 * Volcano with a checked configuration, its queues and its priorities. Reached as `cluster.scheduling`.
 *
 * The chart keeps its CustomResourceDefinitions in `templates/` without a keep policy: taking it away takes every Queue,
 * Job and PodGroup along, those that were made by hand as well. Queues and jobs of the program go first, by order.
 *
 * @example
 * import { AINativeCluster, ClusterAccess } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * const cluster = new AINativeCluster(stack, 'Cluster', {
 *   access: ClusterAccess.kubeconfig('~/.kube/config'),
 *   scheduling: { replicas: 3 },
 * });
 * const text = cluster.scheduling.configurationFact().configuration;
 */
export class Scheduling extends Construct {
  /** Name that pods carry in `schedulerName`. */
  public readonly schedulerName: string = 'volcano';
  /** The queues. */
  public readonly queues: Queues;
  /** The scheduler is installed and its webhooks answer; priorities and policies are there. */
  public readonly ready: IDependable;
  /** @internal */
  public readonly _context: QueueContext;

  private readonly cluster: ICluster;
  private readonly policy: SchedulerPolicy;
  private readonly unmanaged: string[];
  private readonly pools = new Map<string, IPool>();
  private readonly needed = new Map<string, SchedulerPlugin>();
  private topology?: TopologyReader;

  constructor(scope: Construct, id: string, props: SchedulingProps) {
    super(scope, id);
    const { cluster, options = {} } = props;
    this.cluster = cluster;
    this.policy = options.policy ?? SchedulerPolicy.mixed();
    this.unmanaged = [...new Set([...SYSTEM_NAMESPACES, ...(options.unmanagedNamespaces ?? [])])];
    for (const { code, cause, fix } of this.policy.warnings()) warn(this, code, `${cause}. ${fix}`);
    const replicas = this.replicasOf(options);
    const bundles = new SchedulingBundles(this, cluster);
    bundles.flowControl(NAMESPACE, RELEASE);
    const chart = this.makeChart(replicas);
    if (replicas > 1) bundles.disruptionBudgets(NAMESPACE, chart);
    const priorities = bundles.priorityClasses(this.policy.evicts(), chart);
    const policies = bundles.policies(this.policySources(), priorities);
    this.ready = policies;
    const nodeGroups = new NodeGroups(this, cluster);
    this._context = {
      cluster,
      schedulerName: this.schedulerName,
      ready: policies,
      queueModel: this.policy.queueModel(),
      onPool: (pool) => {
        this.addPool(pool);
        if (options.labelNodes ?? true) nodeGroups.add(pool);
      },
    };
    this.queues = new Queues(this, 'Queues');
  }

  /** Makes the scheduler aware of a pool: its devices count when nodes are packed. `cluster.pools.add` calls it. */
  public addPool(pool: IPool): void {
    this.pools.set(pool.poolName, pool);
    if (pool.sharing.kind === SharingKind.VOLCANO_VGPU) {
      this._needs(SchedulerPlugin.deviceshare(), `pool ${pool.poolName} shares its devices by Volcano's vGPU`);
    }
  }

  /**
   * Something in the cluster works with this plugin only: presets take it in, a policy of the user's must have it.
   *
   * @internal
   */
  public _needs(plugin: SchedulerPlugin, reason: string): void {
    this.policy._assertHas(plugin, reason);
    this.needed.set(plugin.name, plugin);
  }

  /** @internal Makes the scheduler place gangs by HyperNodes. `NetworkTopology` calls it. */
  public _readTopology(topology: TopologyReader): void {
    checkOnlyTopology(topology, this.topology);
    this.topology = topology;
    this._needs(
      SchedulerPlugin.networkTopologyAware(),
      'without it HyperNodes are ignored, and hard topologies with them',
    );
  }

  /** The queue that serving uses on a pool; undefined when the pool has no serving queue. */
  public tryFindServingQueue(poolName: string): IQueue | undefined {
    return this.queues.tryFindServingQueue(poolName);
  }

  /** Labels that the nodes of a pool carry for the scheduler: none while the pool has no queue. */
  public nodeLabelsFor(pool: IPool): { [key: string]: string } {
    const isBound = this.policy.queueModel() === QueueModel.TREE;
    const hasQueues = this.queues._tree.poolsWithQueues().some((p) => p.poolName === pool.poolName);
    return isBound && hasQueues ? { [NODE_GROUP_LABEL]: nodeGroupOf(pool) } : {};
  }

  /** What stands in the blueprint's cluster entry under `scheduler`. */
  public configurationFact(): SchedulerConfigurationFact {
    return {
      namespace: NAMESPACE,
      configMap: `${RELEASE}-scheduler-configmap`,
      key: 'volcano-scheduler.conf',
      configuration: this.policy._toYaml(
        [...this.pools.values()].map((pool) => pool.deviceResource),
        [...this.needed.values()],
      ),
    };
  }

  private replicasOf(options: SchedulingOptions): number {
    const replicas = options.replicas ?? 2;
    if (!Number.isInteger(replicas) || replicas < 1) {
      throw fail(this, {
        code: 'AIC-2112',
        what: 'the scheduler has no usable number of replicas',
        got: replicas,
        want: 'a whole number, 1 or more',
        fix: 'Use 2 or 3 in production, 1 on a small cluster.',
      });
    }
    return replicas;
  }

  private makeChart(replicas: number): Chart {
    const { registries } = this.cluster;
    for (const image of VOLCANO_IMAGES) addFact(this, 'images', () => ({ reference: registries.image(image) }));
    const values = (): Manifest =>
      renderVolcanoValues({
        configuration: this.configurationFact().configuration,
        replicas,
        imageRegistry: registries.registryFor('docker.io'),
        pullSecretName: registries.pullSecretName,
        discovery: this.topology?.discovery,
        claimsDevices: [...this.pools.values()].some((pool) => isDeviceClassQuota(pool.deviceResource)),
      });
    return new Chart(this, 'Volcano', {
      target: this.cluster,
      releaseName: RELEASE,
      namespace: this.cluster.namespaces.ensure(NAMESPACE, PodSecurity.BASELINE),
      chart: {
        ...CHARTS.volcano,
        crdGroups: [...CHARTS.volcano.crdGroups],
        repository: registries.chartRepository(CHARTS.volcano.repository),
      },
      values: {},
      source: { toManifest: values },
    });
  }

  private policySources(): PolicySource[] {
    const leafQueues = LEAF_QUEUES.map((name) => ({
      name,
      render: () => leafQueuePolicy(name, this.queues._tree.parentNames()),
    }));
    const managed = (): ManagedDevices => managedDevices(this.queues._tree.poolsWithQueues(), [...this.pools.values()]);
    const render = (): Manifest => managedDevicesPolicy(managed(), this.schedulerName, this.unmanaged);
    return [...leafQueues, { name: MANAGED_DEVICES, render }];
  }
}
