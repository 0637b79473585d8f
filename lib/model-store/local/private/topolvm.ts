import { Construct } from 'constructs';
import { WantedVolumes } from './provisioner-config';
import { DeviceClass, PoolDevices, topoLvmValues } from './render-topolvm';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { TOPOLVM_IMAGE } from '../../../catalog/model-store-images';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Chart } from '../../../core/chart';
import { addFact } from '../../../core/private/facts';
import { fail } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';

/** TopoLVM on a cluster: one release, whose daemons know the volume groups of every pool that has some. */
export class TopoLvm extends Construct {
  /** The one of a cluster; installed by the first who asks. */
  public static of(scope: Construct, cluster: ICluster, kubeletDirectory: string): TopoLvm {
    const existing = cluster.node.tryFindChild('TopoLvm') as TopoLvm | undefined;
    if (existing === undefined) return new TopoLvm(cluster as Construct, 'TopoLvm', cluster, kubeletDirectory);
    if (existing.kubeletDirectory !== kubeletDirectory) {
      throw fail(scope, {
        code: 'AIC-3215',
        what: 'TopoLVM is asked to look for the kubelet in two places',
        got: kubeletDirectory,
        want: `${existing.kubeletDirectory}, as it was first`,
        fix: 'Give the same kubeletDirectory to all volumes of a cluster.',
      });
    }
    return existing;
  }

  public readonly chart: Chart;

  private readonly devices = new Map<IPool, DeviceClass[]>();

  private constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ICluster,
    private readonly kubeletDirectory: string,
  ) {
    super(scope, id);
    const { registries } = cluster;
    this.chart = new Chart(this, 'Resource', {
      target: cluster,
      chart: chartFrom(CHARTS.topoLvm, registries),
      // Its daemons are privileged: they make logical volumes and mount them for pods.
      namespace: cluster.namespaces.ensure('topolvm-system', PodSecurity.PRIVILEGED),
      releaseName: 'topolvm',
      values: {},
      source: { toManifest: () => this.values() },
    });
    this.chart.node.addDependency(cluster.certificates());
    addFact(this, 'images', () => ({ reference: registries.image(TOPOLVM_IMAGE) }));
  }

  public add(wanted: WantedVolumes, deviceClass: DeviceClass): void {
    for (const pool of wanted.pools) this.devices.set(pool, [...(this.devices.get(pool) ?? []), deviceClass]);
  }

  private values(): Manifest {
    const { registries } = this.cluster;
    const image = registries.image(TOPOLVM_IMAGE);
    // The repository ends before the colon of the tag: one of a port stands before a slash.
    const [, repository, reference] = /^(.*?):([^/]+)$/.exec(image) as unknown as [string, string, string];
    return topoLvmValues({
      image: { repository, reference },
      pullSecretName: registries.pullSecretName,
      kubeletDirectory: this.kubeletDirectory,
      devices: [...this.devices]
        .map(([pool, classes]): PoolDevices => ({
          pool,
          classes: [...classes].sort((a, b) => (a.name < b.name ? -1 : 1)),
        }))
        .sort((a, b) => (a.pool.poolName < b.pool.poolName ? -1 : 1)),
    });
  }
}
