import { Construct } from 'constructs';
import { resourcesOf } from './check-owners';
import { DEVICE_NAMESPACE } from './plugin-nodes';
import { PLUGIN_SPECS, PluginSpec, PluginVendor } from './plugin-spec';
import { renderPlugin, renderPluginAccess } from './render-plugin';
import { requireServed } from './require';
import { MANIFESTS } from '../../../catalog/manifests';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { SharingKind } from '../../../contracts/pool';
import { addFact } from '../../../core/private/facts';
import { VendoredManifest, VendoredSource } from '../../../core/vendored-manifest';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';
import { VendorPluginOptions } from '../plugin-options';

interface Plugin {
  readonly softwareName: string;
  readonly vendor: AcceleratorVendor;
  readonly source: VendoredSource;
}

const PLUGINS: { readonly [vendor in PluginVendor]: Plugin } = {
  amd: { softwareName: 'the AMD device plugin', vendor: AcceleratorVendor.AMD, source: MANIFESTS.amdDevicePlugin },
  ascend: {
    softwareName: 'the Ascend device plugin',
    vendor: AcceleratorVendor.ASCEND,
    source: MANIFESTS.ascendDevicePlugin,
  },
  cambricon: {
    softwareName: 'the Cambricon device plugin',
    vendor: AcceleratorVendor.CAMBRICON,
    source: MANIFESTS.cambriconDevicePlugin,
  },
  hygon: {
    softwareName: 'the Hygon device plugin',
    vendor: AcceleratorVendor.HYGON,
    source: MANIFESTS.hygonDevicePlugin,
  },
  kunlun: {
    softwareName: 'the Kunlun device plugin',
    vendor: AcceleratorVendor.KUNLUN,
    source: MANIFESTS.kunlunDevicePlugin,
  },
  metax: {
    softwareName: 'the MetaX device plugin',
    vendor: AcceleratorVendor.METAX,
    source: MANIFESTS.metaxDevicePlugin,
  },
};

/** The device plugin of a vendor as a DaemonSet on the nodes of each pool. */
export class VendorPluginSoftware implements IDeviceSoftware {
  public readonly softwareName: string;

  constructor(
    private readonly vendor: PluginVendor,
    private readonly options: VendorPluginOptions,
  ) {
    this.softwareName = PLUGINS[vendor].softwareName;
  }

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    const { vendor } = PLUGINS[this.vendor];
    requireServed(host, this.softwareName, { vendor, sharing: [SharingKind.WHOLE] });
    const plugin = VendorPlugin.of(host.cluster, this.vendor);
    plugin.include(host, this.options);
    return {
      owners: [{ ownerName: this.softwareName, resources: resourcesOf(host) }],
      nodeLabels: {},
      ready: plugin.bundle,
    };
  }
}

class VendorPlugin extends VendoredManifest {
  public static of(cluster: ICluster, vendor: PluginVendor): VendorPlugin {
    const id = `${vendor.charAt(0).toUpperCase()}${vendor.slice(1)}DevicePlugin`;
    const existing = cluster.node.tryFindChild(id) as VendorPlugin | undefined;
    return existing ?? new VendorPlugin(cluster, id, cluster, vendor);
  }

  private readonly namespace: string;
  private readonly account: string;

  private constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ICluster,
    private readonly vendor: PluginVendor,
  ) {
    super(scope, id, { target: cluster, source: PLUGINS[vendor].source });
    this.namespace = cluster.namespaces.ensure(DEVICE_NAMESPACE, PodSecurity.PRIVILEGED);
    this.account = this.source.name;
    const access = renderPluginAccess(this.account, this.namespace, PLUGIN_SPECS[vendor].rules);
    access.forEach((manifest) => this.add(manifest.kind as string, { manifest }));
  }

  public include({ pool }: IDeviceSoftwareHost, options: VendorPluginOptions): void {
    const image = this.cluster.registries.image(options.image);
    const place = {
      name: `${this.vendor}-${pool.poolName}`,
      account: this.account,
      namespace: this.namespace,
      image,
      pullSecretName: this.cluster.registries.pullSecretName,
      pool,
    };
    this.add(`Pool-${pool.poolName}`, { manifest: renderPlugin(place, specOf(this.vendor, options)) });
    addFact(this, 'images', () => ({ reference: image }));
  }
}

function specOf(vendor: PluginVendor, options: VendorPluginOptions): PluginSpec {
  const usual = PLUGIN_SPECS[vendor];
  const more = (options.hostPaths ?? []).map((hostPath, i) => ({ name: `more-${i}`, hostPath }));
  return {
    ...usual,
    args: options.args ?? usual.args,
    environment: { ...usual.environment, ...options.environment },
    mounts: [...usual.mounts, ...more],
  };
}
