import { Construct } from 'constructs';
import { clusterPolicyIdentity, renderClusterPolicy } from './render-nic-policy';
import { OperatorContext, NIC_RESOURCE_PREFIX, pulledImages, renderNetworkOperator } from './render-network-operator';
import { nvIpamDefinitions } from './render-nv-ipam';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { MANIFESTS } from '../../../catalog/manifests';
import { DOCA_DRIVER_VERSION, NETWORK_OPERATOR_IMAGES, NVIDIA_SRIOV_IMAGES } from '../../../catalog/network-images';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { Chart } from '../../../core/chart';
import { addFact } from '../../../core/private/facts';
import { VendoredManifest } from '../../../core/vendored-manifest';
import { distinctTolerations } from '../../private/tolerations';
import { NicOperator } from '../fabric-contract';
import { NetworkOperatorOptions } from '../network-software';

/** NVIDIA's network operator, and the policy that says what it installs on every node with a NIC. */
export class NetworkOperator extends Construct {
  /** What fabrics may know of it. */
  public readonly contract: NicOperator;
  /** The operator runs. */
  public readonly chart: Chart;

  private virtualFunctions = false;

  constructor(
    scope: Construct,
    id: string,
    cluster: ICluster,
    options: NetworkOperatorOptions,
    context: () => OperatorContext,
  ) {
    super(scope, id);
    const { registries } = cluster;
    const namespace = cluster.namespaces.ensure('network-operator', PodSecurity.PRIVILEGED);
    this.chart = new Chart(this, 'Chart', {
      target: cluster,
      chart: chartFrom(CHARTS.networkOperator, registries),
      releaseName: 'network-operator',
      namespace,
      values: {},
      source: { toManifest: () => renderNetworkOperator(context(), this.virtualFunctions) },
    });
    const policy = new VendoredManifest(this, 'Policy', {
      target: cluster,
      source: MANIFESTS.nvIpam,
      releaseName: 'nic-cluster-policy',
    });
    policy.bundle.node.addDependency(this.chart);
    policy.add('NicClusterPolicy', {
      manifest: clusterPolicyIdentity(),
      source: { toManifest: () => renderClusterPolicy(registries, distinctTolerations(context().tolerations)) },
    });
    nvIpamDefinitions().forEach((manifest) => policy.add(manifest.spec.names.kind as string, { manifest }));

    const installs = options.installsDriver ?? options.driverVersion !== undefined;
    const driverVersion = installs ? (options.driverVersion ?? DOCA_DRIVER_VERSION) : undefined;
    this.contract = { namespace, resourcePrefix: NIC_RESOURCE_PREFIX, ready: policy.bundle, driverVersion };
    addFact(this, 'images', () => {
      const { driver, ...images } = NETWORK_OPERATOR_IMAGES;
      const started = { ...images, ...(driverVersion === undefined ? {} : { driver: `${driver}:${driverVersion}` }) };
      const all = { ...(this.virtualFunctions ? NVIDIA_SRIOV_IMAGES : {}), ...started };
      return Object.values(pulledImages(all, registries)).map((reference) => ({ reference }));
    });
  }

  /** Brings the SR-IOV operator with it. */
  public withVirtualFunctions(): NicOperator {
    this.virtualFunctions = true;
    return this.contract;
  }
}
