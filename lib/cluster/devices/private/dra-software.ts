import { Construct, DependencyGroup } from 'constructs';
import { prepareNvidiaNodes } from './nvidia-nodes';
import { draDriverImage, renderDraDriver } from './render-dra-driver';
import { requireServed } from './require';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { SharingKind } from '../../../contracts/pool';
import { Chart } from '../../../core/chart';
import { addFact } from '../../../core/private/facts';
import { fail } from '../../../core/private/fail';
import { DRA_NAMESPACE } from '../../private/nvidia-places';
import { IDevicePool } from '../../device-pool';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';
import { DraDriverOptions } from '../plugin-options';

const ID = 'DraDriver';
const DEVICE_CLASS = 'gpu.nvidia.com';

/** NVIDIA's driver for Dynamic Resource Allocation on nodes that the GPU operator prepares. */
export class DraSoftware implements IDeviceSoftware {
  public readonly softwareName = 'the NVIDIA DRA driver';

  constructor(private readonly options: DraDriverOptions) {}

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    requireServed(host, this.softwareName, { vendor: AcceleratorVendor.NVIDIA, sharing: [SharingKind.WHOLE] });
    this.checkVersion(host);
    const { operator, nodeLabels } = prepareNvidiaNodes(host, false);
    const chart = DraDriver.of(host.cluster, host.cloud.facts.bringsDriver);
    chart.include(host.pool, this.options.computeDomains ?? false);
    chart.node.addDependency(operator);
    return {
      owners: [{ ownerName: this.softwareName, resources: [DEVICE_CLASS] }],
      nodeLabels,
      ready: new DependencyGroup(operator, chart),
      deviceClassName: DEVICE_CLASS,
    };
  }

  private checkVersion(host: IDeviceSoftwareHost): void {
    if (Number(host.kubernetesVersion.split('.')[1]) >= 34) return;
    throw fail(host.scope, {
      code: 'AIC-2059',
      what: 'Dynamic Resource Allocation is not yet there',
      got: `Kubernetes ${host.kubernetesVersion}`,
      want: '1.34 or newer, which serve resource.k8s.io/v1',
      fix: 'Raise the cluster and its kubernetesVersion, or leave deviceSoftware out to use the device plugin.',
    });
  }
}

class DraDriver extends Chart {
  public static of(cluster: ICluster, bringsDriver: boolean): DraDriver {
    const existing = cluster.node.tryFindChild(ID) as DraDriver | undefined;
    return existing ?? new DraDriver(cluster, ID, cluster, bringsDriver);
  }

  private readonly pools: Map<IDevicePool, boolean>;

  private constructor(scope: Construct, id: string, cluster: ICluster, bringsDriver: boolean) {
    const pools = new Map<IDevicePool, boolean>();
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.nvidiaDraDriver, cluster.registries),
      releaseName: 'dra-driver-nvidia-gpu',
      namespace: cluster.namespaces.ensure(DRA_NAMESPACE, PodSecurity.PRIVILEGED),
      values: {},
      source: {
        toManifest: () =>
          renderDraDriver({
            registries: cluster.registries,
            pools: [...pools.keys()],
            bringsDriver,
            computeDomains: [...pools.values()].includes(true),
          }),
      },
    });
    this.pools = pools;
    addFact(this, 'images', () => ({ reference: draDriverImage(cluster.registries) }));
  }

  public include(pool: IDevicePool, computeDomains: boolean): void {
    this.pools.set(pool, computeDomains);
  }
}
