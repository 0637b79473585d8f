import { FabricConfig, IFabric, IFabricHost } from './fabric-contract';
import {
  FABRIC_NAMESPACE,
  ncclEnvironment,
  networkNames,
  RDMA_RESOURCE,
  RDMA_SHARES,
  renderDevicePlugin,
  renderNetworks,
} from './private/render-fabric';
import { renderNodeBootstrap } from './private/render-node-bootstrap';
import { renderPreflight } from './private/render-preflight';
import { checkNics, resolveRoce, RoceSetup } from './private/resolve-roce';
import { RoceV2Options } from './roce-v2-options';
import { IMAGES } from '../../catalog/images';
import { MANIFESTS } from '../../catalog/manifests';
import { PodSecurity } from '../../contracts/cluster';
import { FabricAttachment } from '../../contracts/pool';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { warn } from '../../core/private/fail';
import { VendoredManifest } from '../../core/vendored-manifest';

/**
 * RoCE v2 between the nodes of a pool.
 *
 * Brings the RDMA shared device plugin and one macvlan network per NIC, or uses what the cloud brings. Pods of a node
 * share its NICs: the fabric does not keep them apart, which a warning says.
 *
 * @see https://github.com/Mellanox/k8s-rdma-shared-dev-plugin
 *
 * @example
 * import { RoceV2Fabric } from 'cdktf-ai-cloud';
 *
 * const fabric = new RoceV2Fabric({ nicsPerNode: 8, losslessClass: { dscp: 26, pfcPriority: 3 } });
 */
export class RoceV2Fabric implements IFabric {
  private readonly setup: RoceSetup;

  constructor(options: RoceV2Options) {
    this.setup = resolveRoce(options);
  }

  /** Makes the fabric's objects and says what pods need. */
  public bind(host: IFabricHost): FabricConfig {
    const rdma = host.cloudRdma;
    if (rdma === undefined) return this.bindOwn(host);
    checkNics(this.setup.interfaces.length, rdma.maxNicsPerNode);
    const attachment = this.attachment({ [rdma.resource]: String(rdma.amountPerPod) }, rdma.annotations);
    this.addPreflight(host, attachment);
    return {
      attachment,
      nodeResources: { [rdma.resource]: String(rdma.amountPerNode) },
      nodeBootstrap: renderNodeBootstrap(host.poolName, []),
    };
  }

  private bindOwn(host: IFabricHost): FabricConfig {
    const { setup } = this;
    const { registries } = host.cluster;
    const networks = host.secondaryNetworks();
    const context = { ...setup, pool: host, namespace: networks.namespace, pullSecretName: registries.pullSecretName };
    const software = new VendoredManifest(host.scope, 'Fabric', {
      target: host.cluster,
      source: MANIFESTS.rdmaSharedDevicePlugin,
      releaseName: `fabric-${host.poolName}`,
    });
    software.bundle.node.addDependency(networks.ready);
    const image = registries.image(IMAGES.rdmaSharedDevicePlugin);
    const [configuration, daemonSet] = renderDevicePlugin(context, image);
    software.add('Configuration', { manifest: configuration });
    software.add('DevicePlugin', { manifest: daemonSet });
    renderNetworks(context).forEach((manifest, i) => software.add(`Network${i}`, { manifest }));

    const names = networkNames(host.poolName, setup.interfaces);
    const annotation = names.map((name) => `${networks.namespace}/${name}`).join(',');
    const attachment = this.attachment({ [RDMA_RESOURCE]: '1' }, { 'k8s.v1.cni.cncf.io/networks': annotation });
    this.addPreflight(host, attachment);
    this.warnAbout(host);
    return {
      attachment,
      nodeResources: { [RDMA_RESOURCE]: String(RDMA_SHARES) },
      nodeBootstrap: renderNodeBootstrap(host.poolName, setup.interfaces, setup.losslessClass),
      ready: software.bundle,
    };
  }

  private attachment(resources: { [k: string]: string }, annotations: { [k: string]: string }): FabricAttachment {
    const { setup } = this;
    return {
      resources,
      annotations,
      environment: ncclEnvironment(setup, !Object.keys(resources).includes(RDMA_RESOURCE)),
      capabilities: setup.ipcLock ? ['IPC_LOCK'] : [],
      sharedMemory: setup.sharedMemory,
    };
  }

  private addPreflight(host: IFabricHost, attachment: FabricAttachment): void {
    if (!this.setup.preflight) return;
    const { registries, namespaces } = host.cluster;
    const level = host.cloudRdma === undefined ? PodSecurity.PRIVILEGED : PodSecurity.RESTRICTED;
    const bundle = new Bundle(host.scope, 'Preflight', {
      target: host.cluster,
      releaseName: `preflight-${host.poolName}`,
    });
    const software = host.scope.node.tryFindChild('Fabric');
    if (software !== undefined) bundle.node.addDependency(software);
    new KubernetesObject(bundle, 'Job', {
      manifest: renderPreflight({
        pool: host,
        attachment,
        nics: this.setup.interfaces.length,
        namespace: namespaces.ensure(FABRIC_NAMESPACE, level),
        image: registries.image(IMAGES.busybox),
        pullSecretName: registries.pullSecretName,
      }),
    });
  }

  private warnAbout(host: IFabricHost): void {
    warn(
      host.scope,
      'AIC-2024',
      'the pods of a node share its RDMA devices: nothing keeps one tenant from the bandwidth of another. ' +
        'Give whole nodes to jobs, or one pool to each tenant.',
    );
    if (this.setup.losslessClass !== undefined) return;
    warn(
      host.scope,
      'AIC-2025',
      "the switches' lossless class is undeclared, so NCCL sends in the default class, where RoCE loses packets. " +
        'Declare it: Fabric.roceV2({ losslessClass: { dscp: 26, pfcPriority: 3 } }).',
    );
  }
}
