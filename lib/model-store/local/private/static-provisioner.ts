import { Construct } from 'constructs';
import { WantedVolumes } from './provisioner-config';
import {
  MountedDisks,
  renderStaticAccess,
  renderStaticConfig,
  renderStaticProvisioner,
  ResolvedStaticProvisioner,
} from './render-static-provisioner';
import { MANIFESTS } from '../../../catalog/manifests';
import { STATIC_PROVISIONER_IMAGE } from '../../../catalog/model-store-images';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { fail } from '../../../core/private/fail';
import { dnsLabel } from '../../../core/private/names';
import { VendoredManifest } from '../../../core/vendored-manifest';

/** The static provisioner of a cluster: a DaemonSet for each pool, which knows all directories there. */
export class StaticProvisioner extends VendoredManifest {
  /** The one of a cluster; installed by the first who asks. */
  public static of(cluster: ICluster): StaticProvisioner {
    return (
      (cluster.node.tryFindChild('LocalStaticProvisioner') as StaticProvisioner | undefined) ??
      new StaticProvisioner(cluster)
    );
  }

  private readonly disks = new Map<IPool, MountedDisks[]>();
  private readonly namespace: string;

  private constructor(private readonly cluster: ICluster) {
    super(cluster as Construct, 'LocalStaticProvisioner', {
      target: cluster,
      source: MANIFESTS.localStaticProvisioner,
    });
    this.namespace = cluster.namespaces.ensure('local-volumes', PodSecurity.PRIVILEGED);
    renderStaticAccess(this.namespace).forEach((manifest) => this.add(manifest.kind as string, { manifest }));
  }

  public include(scope: Construct, wanted: WantedVolumes, directory: string): void {
    for (const pool of wanted.pools) {
      const known = this.disks.get(pool) ?? [];
      const clash = known.find((disks) => overlap(disks.directory, directory));
      if (clash !== undefined) {
        throw fail(scope, {
          code: 'AIC-3216',
          what: `two storage classes share disks of pool ${pool.poolName}`,
          got: directory,
          want: `a directory beside ${clash.directory}, which ${clash.storageClassName} has`,
          fix: 'Mount the disks of each class below a directory of its own.',
        });
      }
      if (known.length === 0) this.addPool(pool);
      this.disks.set(pool, [...known, { storageClassName: wanted.storageClassName, directory }]);
    }
  }

  private addPool(pool: IPool): void {
    const name = dnsLabel(`local-static-provisioner-${pool.poolName}`);
    const metadata = { name, namespace: this.namespace };
    this.add(`Config-${pool.poolName}`, {
      manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata },
      source: { toManifest: () => renderStaticConfig(this.resolve(name, pool)) },
    });
    this.add(`DaemonSet-${pool.poolName}`, {
      manifest: { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata },
      source: { toManifest: () => renderStaticProvisioner(this.resolve(name, pool)) },
    });
  }

  private resolve(name: string, pool: IPool): ResolvedStaticProvisioner {
    const { registries } = this.cluster;
    return {
      name,
      namespace: this.namespace,
      pool,
      image: registries.image(STATIC_PROVISIONER_IMAGE),
      pullSecretName: registries.pullSecretName,
      disks: [...(this.disks.get(pool) ?? [])].sort((a, b) => (a.storageClassName < b.storageClassName ? -1 : 1)),
    };
  }
}

function overlap(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}
