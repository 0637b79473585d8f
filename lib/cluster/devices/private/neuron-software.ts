import { Construct } from 'constructs';
import { resourcesOf } from './check-owners';
import { DEVICE_NAMESPACE } from './plugin-nodes';
import { neuronImage, renderNeuron } from './render-neuron';
import { requireServed } from './require';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { IPool, SharingKind } from '../../../contracts/pool';
import { Chart } from '../../../core/chart';
import { addFact } from '../../../core/private/facts';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

const ID = 'Neuron';

/** AWS's device plugin for Trainium and Inferentia. */
export class NeuronSoftware implements IDeviceSoftware {
  public readonly softwareName = 'the Neuron device plugin';

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    requireServed(host, this.softwareName, { vendor: AcceleratorVendor.NEURON, sharing: [SharingKind.WHOLE] });
    const chart = Neuron.of(host.cluster).include(host.pool);
    return { owners: [{ ownerName: this.softwareName, resources: resourcesOf(host) }], nodeLabels: {}, ready: chart };
  }
}

class Neuron extends Chart {
  public static of(cluster: ICluster): Neuron {
    return (cluster.node.tryFindChild(ID) as Neuron | undefined) ?? new Neuron(cluster, ID, cluster);
  }

  private readonly pools: IPool[];

  private constructor(scope: Construct, id: string, cluster: ICluster) {
    const pools: IPool[] = [];
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.neuron, cluster.registries),
      releaseName: 'neuron',
      namespace: cluster.namespaces.ensure(DEVICE_NAMESPACE, PodSecurity.PRIVILEGED),
      values: {},
      source: { toManifest: () => renderNeuron(cluster.registries, [...pools]) },
    });
    this.pools = pools;
    addFact(this, 'images', () => ({ reference: neuronImage(cluster.registries) }));
  }

  public include(pool: IPool): this {
    this.pools.push(pool);
    return this;
  }
}
