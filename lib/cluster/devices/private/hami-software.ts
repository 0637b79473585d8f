import { Construct, DependencyGroup } from 'constructs';
import { resourcesOf } from './check-owners';
import { prepareNvidiaNodes } from './nvidia-nodes';
import { HAMI_NODES, hamiImages, HamiSetup, renderHami } from './render-hami';
import { requireServed, sameForAll } from './require';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { SharingKind } from '../../../contracts/pool';
import { Chart } from '../../../core/chart';
import { addFact } from '../../../core/private/facts';
import { IDevicePool } from '../../device-pool';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

const ID = 'Hami';

/** HAMi on nodes that the GPU operator prepares. */
export class HamiSoftware implements IDeviceSoftware {
  public readonly softwareName = 'HAMi';

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    requireServed(host, this.softwareName, { vendor: AcceleratorVendor.NVIDIA, sharing: [SharingKind.HAMI] });
    const { operator, nodeLabels, runtimeClassName } = prepareNvidiaNodes(host, false);
    const chart = Hami.of(host.cluster, {
      kubernetesVersion: host.kubernetesVersion,
      runtimeClassName,
      bringsDriver: host.cloud.facts.bringsDriver,
      waitsForToolkit: !host.cloud.facts.bringsToolkit,
    });
    chart.include(host.pool);
    chart.node.addDependency(operator);
    return {
      owners: [{ ownerName: this.softwareName, resources: resourcesOf(host) }],
      nodeLabels: { ...nodeLabels, ...HAMI_NODES },
      ready: new DependencyGroup(operator, chart),
      runtimeClassName,
    };
  }
}

type HamiNodes = Pick<HamiSetup, 'bringsDriver' | 'kubernetesVersion' | 'runtimeClassName' | 'waitsForToolkit'>;

class Hami extends Chart {
  public static of(cluster: ICluster, nodes: HamiNodes): Hami {
    return (cluster.node.tryFindChild(ID) as Hami | undefined) ?? new Hami(cluster, ID, cluster, nodes);
  }

  private readonly pools: IDevicePool[];

  private constructor(scope: Construct, id: string, cluster: ICluster, nodes: HamiNodes) {
    const pools: IDevicePool[] = [];
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.hami, cluster.registries),
      releaseName: 'hami',
      namespace: cluster.namespaces.ensure('hami-system', PodSecurity.PRIVILEGED),
      values: {},
      source: {
        toManifest: () =>
          renderHami({
            ...nodes,
            registries: cluster.registries,
            pools: [...pools],
            podsPerDevice: pools[0]?.sharingConfig.podsPerDevice ?? 1,
          }),
      },
    });
    this.pools = pools;
    this.node.addDependency(cluster.certificates());
    addFact(this, 'images', () =>
      hamiImages(cluster.registries, nodes.kubernetesVersion).map((reference) => ({ reference })),
    );
  }

  public include(pool: IDevicePool): void {
    sameForAll(this, 'podsPerDevice of HAMi', [...this.pools, pool], (p) => p.sharingConfig.podsPerDevice ?? 1);
    this.pools.push(pool);
  }
}
