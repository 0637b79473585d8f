import { Construct } from 'constructs';
import { distinctTolerations } from './tolerations';
import { gpuOperatorImages, renderGpuOperator } from './render-gpu-operator';
import { CHARTS } from '../../catalog/charts';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Chart } from '../../core/chart';
import { JsonPatch } from '../../core/json-patch';
import { addFact } from '../../core/private/facts';
import { DeviceSoftwareOptions } from '../device-software';
import { chartFrom } from '../../catalog/chart-from';

/** NVIDIA's GPU operator: what devices need, less what the cloud brings; it owns node feature discovery. */
export class GpuOperator extends Chart {
  private readonly pools = new Set<IPool>();

  constructor(scope: Construct, id: string, cluster: ICluster, options: DeviceSoftwareOptions) {
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.gpuOperator, cluster.registries),
      releaseName: 'gpu-operator',
      namespace: cluster.namespaces.ensure('gpu-operator', PodSecurity.PRIVILEGED),
      values: renderGpuOperator(cluster.cloudFacts, cluster.registries, options),
    });
    addFact(this, 'images', () => gpuOperatorImages(cluster.registries, options).map((reference) => ({ reference })));
  }

  /** Lets the operands run on the pool's nodes. */
  public include(pool: IPool): this {
    this.pools.add(pool);
    const own = [...this.pools].flatMap((p) => p.tolerations);
    const devices = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };
    const controlPlane = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' };
    this.patch(
      JsonPatch.replace('/daemonsets/tolerations', distinctTolerations([...own, devices])),
      JsonPatch.replace(
        '/node-feature-discovery/worker/tolerations',
        distinctTolerations([...own, devices, controlPlane]),
      ),
    );
    return this;
  }
}
