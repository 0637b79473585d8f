import { Construct, DependencyGroup } from 'constructs';
import { resourcesOf } from './check-owners';
import { NVIDIA_PLUGIN } from './gpu-operator-software';
import { prepareNvidiaNodes, slicesOf } from './nvidia-nodes';
import { DEVICE_NAMESPACE } from './plugin-nodes';
import { nvidiaPluginImage, renderNvidiaPlugin } from './render-nvidia-plugin';
import { requireServed } from './require';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { SharingKind } from '../../../contracts/pool';
import { Chart } from '../../../core/chart';
import { addFact } from '../../../core/private/facts';
import { IDevicePool } from '../../device-pool';
import { configName, pluginFiles } from '../../private/gpu-operator';
import { NodeFeatureDiscovery } from '../../private/node-feature-discovery';
import { PluginConfig } from '../../private/render-nvidia-configs';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

const ID = 'NvidiaDevicePlugin';

/** NVIDIA's device plugin without its operator, on the pools that ask for it. */
export class NvidiaPluginSoftware implements IDeviceSoftware {
  public readonly softwareName = 'the NVIDIA device plugin';

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    requireServed(host, this.softwareName, NVIDIA_PLUGIN);
    const nodes = needsOperator(host) ? prepareNvidiaNodes(host, false) : undefined;
    const chart = NvidiaPlugin.of(host.cluster, nodes?.runtimeClassName);
    const labels = chart.include(host.pool);
    const ready = new DependencyGroup(chart);
    if (nodes !== undefined) ready.add(nodes.operator);
    return {
      owners: [{ ownerName: this.softwareName, resources: resourcesOf(host) }],
      // Said even where no operator is: one that comes with another pool would put its own two on these nodes.
      nodeLabels: {
        ...nodes?.nodeLabels,
        ...labels,
        'nvidia.com/gpu.deploy.device-plugin': 'false',
        'nvidia.com/gpu.deploy.gpu-feature-discovery': 'false',
      },
      ready,
      runtimeClassName: nodes?.runtimeClassName,
    };
  }
}

/** Drivers, toolkits and partitions are made by the operator: the plugin advertises what it finds. */
function needsOperator({ cloud: { facts }, pool }: IDeviceSoftwareHost): boolean {
  return !facts.bringsDriver || !facts.bringsToolkit || pool.sharing.kind === SharingKind.MIG;
}

class NvidiaPlugin extends Chart {
  public static of(cluster: ICluster, runtimeClassName: string | undefined): NvidiaPlugin {
    const existing = cluster.node.tryFindChild(ID) as NvidiaPlugin | undefined;
    return existing ?? new NvidiaPlugin(cluster, ID, cluster, runtimeClassName);
  }

  private readonly pools: Map<string, { pool: IDevicePool; plugin?: PluginConfig }>;

  private constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ICluster,
    runtimeClassName: string | undefined,
  ) {
    const pools = new Map<string, { pool: IDevicePool; plugin?: PluginConfig }>();
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.nvidiaDevicePlugin, cluster.registries),
      releaseName: 'nvidia-device-plugin',
      namespace: cluster.namespaces.ensure(DEVICE_NAMESPACE, PodSecurity.PRIVILEGED),
      values: {},
      source: {
        toManifest: () =>
          renderNvidiaPlugin({
            registries: cluster.registries,
            pools: [...pools.values()].map(({ pool }) => pool),
            files: pluginFiles([...pools.values()]),
            runtimeClassName,
          }),
      },
    });
    this.pools = pools;
    addFact(this, 'images', () => ({ reference: nvidiaPluginImage(cluster.registries) }));
  }

  public include(pool: IDevicePool): { [key: string]: string } {
    const { sharingConfig } = pool;
    const plugin: PluginConfig | undefined =
      sharingConfig.kind === SharingKind.MIG ? { migStrategy: 'mixed' } : slicesOf(sharingConfig);
    this.pools.set(pool.poolName, { pool, plugin });
    this.node.addDependency(NodeFeatureDiscovery.of(this.cluster, pool));
    return plugin === undefined ? {} : { 'nvidia.com/device-plugin.config': configName(pool) };
  }
}
