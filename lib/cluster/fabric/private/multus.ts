import { Construct } from 'constructs';
import { FABRIC_NAMESPACE } from './render-fabric';
import { multusIdentity, NETWORK_DEFINITION_CRD, renderMultus, renderMultusAccess } from './render-multus';
import { IMAGES } from '../../../catalog/images';
import { MANIFESTS } from '../../../catalog/manifests';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { VendoredManifest } from '../../../core/vendored-manifest';
import { CniDirectories } from '../../cni-directories';
import { SecondaryNetworks } from '../fabric-contract';

/** Multus on the nodes of the pools that have a fabric of their own, and on no others. */
export class Multus extends VendoredManifest {
  private readonly pools = new Set<IPool>();

  constructor(scope: Construct, id: string, cluster: ICluster, directories: CniDirectories) {
    super(scope, id, { target: cluster, source: MANIFESTS.multus });
    const namespace = cluster.namespaces.ensure(FABRIC_NAMESPACE, PodSecurity.PRIVILEGED);
    this.add('NetworkDefinitions', { manifest: NETWORK_DEFINITION_CRD });
    renderMultusAccess(namespace).forEach((manifest) => this.add(manifest.kind, { manifest }));
    const identity = multusIdentity(namespace);
    const context = {
      namespace,
      image: cluster.registries.image(IMAGES.multus),
      sidecarImage: cluster.registries.image(IMAGES.busybox),
      pullSecretName: cluster.registries.pullSecretName,
      binDirectory: directories.binDirectory ?? '/opt/cni/bin',
      configDirectory: directories.configDirectory ?? '/etc/cni/net.d',
    };
    this.add('DaemonSet', {
      manifest: identity,
      source: { toManifest: () => renderMultus({ ...context, nodes: [...this.pools] }) },
    });
  }

  public include(pool: IPool): SecondaryNetworks {
    this.pools.add(pool);
    return { namespace: FABRIC_NAMESPACE, ready: this.bundle };
  }
}
