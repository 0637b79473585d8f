import { ncclEnvironment } from './environment';
import { addPreflight } from './preflight';
import { RDMA_RESOURCE, RDMA_SHARES, renderDevicePlugin } from './render-device-plugin';
import {
  networkNames,
  railResource,
  renderAddressPools,
  renderDefinitions,
  renderHostDeviceNetworks,
  renderOperatorNetworks,
} from './render-networks';
import { renderNodePolicy } from './render-nic-policy';
import { renderNodeBootstrap } from './render-node-bootstrap';
import { renderSriov } from './render-sriov';
import { NicSetup } from './resolve-nics';
import { IMAGES } from '../../../catalog/images';
import { MANIFESTS } from '../../../catalog/manifests';
import { FabricAttachment } from '../../../contracts/pool';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { fail, prose, warn } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { VendoredManifest } from '../../../core/vendored-manifest';
import { FabricConfig, IFabricHost, NicOperator, RdmaNamespaceMode } from '../fabric-contract';
import { NicModeKind } from '../nic-mode';

/** NICs of the user's own: who hands them out, which networks pods get, and what nodes must be. */
export class OwnNics {
  private readonly operator?: NicOperator;
  private readonly kind: NicModeKind;

  constructor(
    private readonly host: IFabricHost,
    private readonly setup: NicSetup,
  ) {
    this.kind = setup.mode.kind;
    host.claimNamespaceMode(this.namespaceMode);
    this.operator = host.tryNetworkOperator();
    this.checkOperator();
  }

  /** Makes the objects and says what pods need. */
  public bind(): FabricConfig {
    const { host, setup } = this;
    const bundle = this.addObjects();
    const attachment = this.attachment();
    if (setup.preflight) addPreflight(host, attachment, this.expectation(), bundle);
    this.warnAbout();
    return {
      attachment,
      nodeResources: this.nodeResources(),
      nodeBootstrap: renderNodeBootstrap({
        poolName: host.poolName,
        namespaceMode: this.namespaceMode,
        interfaces: setup.interfaces,
        losslessClass: setup.losslessClass,
      }),
      ready: bundle,
    };
  }

  private get namespaceMode(): RdmaNamespaceMode {
    const isMoved = this.setup.mode.kind === NicModeKind.VIRTUAL_FUNCTIONS;
    return isMoved ? RdmaNamespaceMode.EXCLUSIVE : RdmaNamespaceMode.SHARED;
  }

  /** InfiniBand finds its peers without addresses; what moves into a pod brings its interface with it. */
  private get hasNetworks(): boolean {
    if (this.kind === NicModeKind.HOST_NETWORK) return false;
    return this.setup.mode.exclusive || this.setup.link === 'ether' || this.setup.addressing !== undefined;
  }

  private checkOperator(): void {
    const { addressing, mode } = this.setup;
    if (this.operator !== undefined) return;
    const wants =
      mode.kind === NicModeKind.WHOLE_DEVICES
        ? 'NicMode.wholeDevices()'
        : this.hasNetworks && addressing?.pool !== undefined
          ? 'FabricAddressing.ipPool()'
          : this.hasNetworks && addressing?.prefixes !== undefined
            ? 'FabricAddressing.cidrPool()'
            : undefined;
    if (wants === undefined) return;
    throw fail(this.host.scope, {
      code: 'AIC-2075',
      what: 'the fabric needs the network operator, which the cluster has not',
      got: prose(`${wants} with NetworkSoftware.standAlone()`),
      want: 'NetworkSoftware.nvidiaNetworkOperator()',
      fix: 'Set networkSoftware of the cluster, or use NicMode.virtualFunctions() and FabricAddressing.plugin(…).',
    });
  }

  private addObjects(): Bundle {
    const { host, setup, operator } = this;
    if (this.kind === NicModeKind.VIRTUAL_FUNCTIONS) {
      const sriov = host.sriovOperator();
      return this.addBundle(sriov, [...this.nodePolicy(), ...renderSriov(host, setup, sriov.namespace)]);
    }
    if (operator === undefined) return this.addStandAlone();
    if (!this.hasNetworks) return this.addBundle(operator, this.nodePolicy());
    const isShared = this.kind === NicModeKind.SHARED;
    const networks = isShared ? renderOperatorNetworks(host, setup) : renderHostDeviceNetworks(host, setup);
    return this.addBundle(operator, [...this.nodePolicy(), ...networks]);
  }

  private nodePolicy(): Manifest[] {
    const { host, setup, operator } = this;
    if (operator === undefined) return [];
    const policy = renderNodePolicy(host, setup, host.cluster.registries, operator.driverVersion);
    const pools = this.hasNetworks ? renderAddressPools(host, setup, operator.namespace) : [];
    return [...(policy === undefined ? [] : [policy]), ...pools];
  }

  private addBundle(operator: NicOperator, manifests: Manifest[]): Bundle {
    const { host } = this;
    const bundle = new Bundle(host.scope, 'Fabric', { target: host.cluster, releaseName: `fabric-${host.poolName}` });
    bundle.node.addDependency(operator.ready);
    if (this.operator !== undefined) bundle.node.addDependency(this.operator.ready);
    if (this.hasNetworks) bundle.node.addDependency(host.secondaryNetworks().ready);
    manifests.forEach(
      (manifest) => new KubernetesObject(bundle, `${manifest.kind}-${manifest.metadata.name as string}`, { manifest }),
    );
    return bundle;
  }

  private addStandAlone(): Bundle {
    const { host, setup } = this;
    const { registries } = host.cluster;
    const software = new VendoredManifest(host.scope, 'Fabric', {
      target: host.cluster,
      source: MANIFESTS.rdmaSharedDevicePlugin,
      releaseName: `fabric-${host.poolName}`,
    });
    const image = registries.image(IMAGES.rdmaSharedDevicePlugin);
    const [configuration, daemonSet] = renderDevicePlugin(host, setup, image, registries.pullSecretName);
    software.add('Configuration', { manifest: configuration });
    software.add('DevicePlugin', { manifest: daemonSet });
    if (this.hasNetworks) {
      software.bundle.node.addDependency(host.secondaryNetworks().ready);
      renderDefinitions(host, setup).forEach((manifest, i) => software.add(`Network${i}`, { manifest }));
    }
    return software.bundle;
  }

  /** Resources of a pod, and of a node. */
  private resources(ofEach: number, ofAll: number): { [name: string]: string } {
    const { host, setup } = this;
    if (!setup.mode.exclusive) return { [RDMA_RESOURCE]: String(ofAll) };
    const prefix = this.kind === NicModeKind.VIRTUAL_FUNCTIONS ? host.sriovOperator().resourcePrefix : 'nvidia.com';
    return Object.fromEntries(
      setup.interfaces.map((_, i) => [`${prefix}/${railResource(host.poolName, i)}`, String(ofEach)]),
    );
  }

  private nodeResources(): { [name: string]: string } {
    return this.resources(this.setup.mode.perNic ?? 1, RDMA_SHARES);
  }

  private attachment(): FabricAttachment {
    const { host, setup } = this;
    const namespace = this.hasNetworks ? host.secondaryNetworks().namespace : '';
    const networks = networkNames(host.poolName, setup).map((name) => `${namespace}/${name}`);
    return {
      resources: this.resources(1, 1),
      annotations: this.hasNetworks ? { 'k8s.v1.cni.cncf.io/networks': networks.join(',') } : {},
      environment: ncclEnvironment(setup, this.hasNetworks),
      capabilities: setup.ipcLock ? ['IPC_LOCK'] : [],
      sharedMemory: setup.sharedMemory,
      ...(this.kind === NicModeKind.HOST_NETWORK ? { hostNetwork: true } : {}),
    };
  }

  private expectation(): Parameters<typeof addPreflight>[2] {
    const { setup } = this;
    const nics = setup.interfaces.length;
    return {
      devices: nics,
      devicesAtMost: this.namespaceMode === RdmaNamespaceMode.EXCLUSIVE ? nics : undefined,
      networks: this.hasNetworks ? nics : 0,
      linkLayer: setup.link === 'ether' ? 'Ethernet' : 'InfiniBand',
      memoryLock: true,
    };
  }

  private warnAbout(): void {
    const { host, setup } = this;
    if (!setup.mode.exclusive) {
      warn(
        host.scope,
        'AIC-2024',
        'the pods of a node share its RDMA devices: nothing keeps one tenant from the bandwidth of another. ' +
          'Give whole nodes to jobs, or one pool to each tenant, or use NicMode.virtualFunctions().',
      );
    }
    if (setup.link !== 'ether' || setup.losslessClass !== undefined) return;
    warn(
      host.scope,
      'AIC-2025',
      "the switches' lossless class is undeclared, so NCCL sends in the default class, where RoCE loses packets. " +
        'Declare it: Fabric.roceV2({ losslessClass: { dscp: 26, pfcPriority: 3 } }).',
    );
  }
}
