import { isDeepStrictEqual } from 'node:util';
import { Construct } from 'constructs';
import { GPU_OPERATOR_NAMESPACE } from './nvidia-places';
import { NodeFeatureDiscovery } from './node-feature-discovery';
import { gpuOperatorImages, GpuOperatorSetup, renderGpuOperator } from './render-gpu-operator';
import { DEFAULT_CONFIG, MigLayout, PluginConfig, renderPluginConfig } from './render-nvidia-configs';
import { chartFrom } from '../../catalog/chart-from';
import { CHARTS } from '../../catalog/charts';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Chart } from '../../core/chart';
import { addFact } from '../../core/private/facts';
import { fail, prose } from '../../core/private/fail';
import { DeviceSoftwareOptions } from '../device-software';

const ID = 'GpuOperator';
/** Set to false, it keeps the operator's device plugin away from a node. The operator never overwrites it. */
const DEPLOY_DEVICE_PLUGIN = 'nvidia.com/gpu.deploy.device-plugin';

/** What of the nodes is somebody else's. */
export interface GpuOperatorLimits {
  readonly bringsDriver: boolean;
  readonly bringsToolkit: boolean;
}

/** What the operator does on the nodes of one pool. */
export interface GpuOperatorTask {
  readonly pool: IPool;
  /** Whether its device plugin owns the devices. */
  readonly ownsDevices: boolean;
  /** How they are advertised, where defaults do not do. */
  readonly plugin?: PluginConfig;
  readonly layout?: MigLayout;
}

/** NVIDIA's GPU operator: what devices need, less what the cloud or another owner of the devices brings. */
export class GpuOperator extends Chart {
  /** The cluster's; undefined when it has none. */
  public static tryOf(cluster: ICluster): GpuOperator | undefined {
    return cluster.node.tryFindChild(ID) as GpuOperator | undefined;
  }

  /** The cluster's; made at the first call. */
  public static of(cluster: ICluster, limits: GpuOperatorLimits, options?: DeviceSoftwareOptions): GpuOperator {
    const operator = GpuOperator.tryOf(cluster) ?? new GpuOperator(cluster, ID, cluster, limits);
    if (options !== undefined) operator.choose(options);
    return operator;
  }

  private readonly tasks: Map<string, GpuOperatorTask>;
  private readonly chosen: { options?: DeviceSoftwareOptions };

  private constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ICluster,
    limits: GpuOperatorLimits,
  ) {
    const tasks = new Map<string, GpuOperatorTask>();
    const chosen: { options?: DeviceSoftwareOptions } = {};
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.gpuOperator, cluster.registries),
      releaseName: 'gpu-operator',
      namespace: cluster.namespaces.ensure(GPU_OPERATOR_NAMESPACE, PodSecurity.PRIVILEGED),
      values: {},
      source: {
        toManifest: () => renderGpuOperator(setup(cluster, limits, chosen.options ?? {}, [...tasks.values()])),
      },
    });
    this.tasks = tasks;
    this.chosen = chosen;
    addFact(this, 'images', () =>
      gpuOperatorImages(cluster.registries, chosen.options ?? {}).map((reference) => ({ reference })),
    );
  }

  /** Whoever gives options first gives them for all: pools that give none do not care, whenever they are added. */
  private choose(options: DeviceSoftwareOptions): void {
    const first = (this.chosen.options ??= options);
    if (isDeepStrictEqual(first, options)) return;
    throw fail(this.cluster, {
      code: 'AIC-2054',
      what: 'the GPU operator is asked for with two sets of options',
      got: options,
      want: `${JSON.stringify(first)}, as it was first: it is one for the whole cluster`,
      fix: 'Give its options once: deviceSoftware of the cluster.',
    });
  }

  /** Whether its device plugin runs at all. */
  public get ownsDevices(): boolean {
    return [...this.tasks.values()].some((task) => task.ownsDevices);
  }

  /** Whether it was asked to work on the nodes of the pool. */
  public serves(pool: IPool): boolean {
    return this.tasks.has(pool.poolName);
  }

  /** Lets it work on the nodes of a pool; returns the labels that they need. */
  public include(task: GpuOperatorTask): { [key: string]: string } {
    const { pool, ownsDevices, plugin, layout } = task;
    this.checkMps(task);
    this.tasks.set(pool.poolName, task);
    this.node.addDependency(NodeFeatureDiscovery.of(this.cluster, pool));
    return {
      ...(ownsDevices ? {} : { [DEPLOY_DEVICE_PLUGIN]: 'false' }),
      ...(plugin === undefined ? {} : { 'nvidia.com/device-plugin.config': configName(pool) }),
      ...(layout === undefined ? {} : { 'nvidia.com/mig.config': configName(pool) }),
    };
  }

  /** The operator tells every node of the cluster one MIG strategy, and under `mixed` its plugin refuses MPS. */
  private checkMps(task: GpuOperatorTask): void {
    const all = [...this.tasks.values(), task];
    const mig = all.find((t) => t.layout !== undefined);
    const mps = all.find((t) => t.ownsDevices && t.plugin?.sharedBy === 'mps');
    if (mig === undefined || mps === undefined) return;
    throw fail(this, {
      code: 'AIC-2055',
      what: 'one GPU operator cannot serve MIG and MPS',
      got: prose(`MIG on ${mig.pool.poolName} and MPS on ${mps.pool.poolName}`),
      want: 'one of them, as its device plugin does not start with both',
      fix: `Let the plugin alone serve ${mps.pool.poolName}: deviceSoftware: DeviceSoftware.nvidiaDevicePlugin().`,
    });
  }
}

/** Name of a pool's file and layout: never the one that all other nodes get. */
export function configName(pool: IPool): string {
  return `pool-${pool.poolName}`;
}

/** The files of a device plugin by name; none when all nodes do with its defaults. */
export function pluginFiles(pools: { pool: IPool; plugin?: PluginConfig }[]): { [name: string]: string } {
  const named = pools.flatMap(({ pool, plugin }) =>
    plugin === undefined ? [] : [[configName(pool), renderPluginConfig(plugin)] as const],
  );
  if (named.length === 0) return {};
  const files = [[DEFAULT_CONFIG, renderPluginConfig({ migStrategy: 'none' })] as const, ...named];
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function setup(
  cluster: ICluster,
  limits: GpuOperatorLimits,
  options: DeviceSoftwareOptions,
  tasks: GpuOperatorTask[],
): GpuOperatorSetup {
  const owned = tasks.filter((task) => task.ownsDevices);
  const layouts = tasks.flatMap(({ pool, layout }) => (layout === undefined ? [] : [[configName(pool), layout]]));
  return {
    bringsDriver: limits.bringsDriver,
    bringsToolkit: limits.bringsToolkit,
    ownsDevices: owned.length > 0,
    pluginConfigs: pluginFiles(owned),
    migLayouts: Object.fromEntries(layouts) as { [name: string]: MigLayout },
    tolerations: tasks.flatMap(({ pool }) => pool.tolerations),
    options,
    registries: cluster.registries,
  };
}
