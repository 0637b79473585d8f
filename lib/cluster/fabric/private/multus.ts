import { Construct, IDependable } from 'constructs';
import { FABRIC_NAMESPACE } from './pool-nodes';
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

  constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ICluster,
    private readonly directories: CniDirectories,
  ) {
    super(scope, id, { target: cluster, source: MANIFESTS.multus });
    const namespace = cluster.namespaces.ensure(FABRIC_NAMESPACE, PodSecurity.PRIVILEGED);
    this.add('NetworkDefinitions', { manifest: NETWORK_DEFINITION_CRD });
    renderMultusAccess(namespace).forEach((manifest) => this.add(manifest.kind, { manifest }));
  }

  /** The definition of secondary networks is there, and it is ours. */
  public get definitionsReady(): IDependable {
    return this.node.findChild('Crds');
  }

  public include(pool: IPool): SecondaryNetworks {
    if (this.pools.size === 0) this.addDaemonSet();
    this.pools.add(pool);
    return { namespace: FABRIC_NAMESPACE, ready: this.bundle };
  }

  /** Without a pool there is no node for it. */
  private addDaemonSet(): void {
    const { registries } = this.cluster;
    const context = {
      namespace: FABRIC_NAMESPACE,
      image: registries.image(IMAGES.multus),
      sidecarImage: registries.image(IMAGES.busybox),
      pullSecretName: registries.pullSecretName,
      binDirectory: this.directories.binDirectory ?? '/opt/cni/bin',
      configDirectory: this.directories.configDirectory ?? '/etc/cni/net.d',
    };
    this.add('DaemonSet', {
      manifest: multusIdentity(FABRIC_NAMESPACE),
      source: { toManifest: () => renderMultus({ ...context, nodes: [...this.pools] }) },
    });
  }
}
