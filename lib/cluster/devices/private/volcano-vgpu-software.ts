import { Construct, DependencyGroup } from 'constructs';
import { resourcesOf } from './check-owners';
import { prepareNvidiaNodes } from './nvidia-nodes';
import { DEVICE_NAMESPACE } from './plugin-nodes';
import { renderPlugin, renderPluginAccess } from './render-plugin';
import {
  renderVgpuConfiguration,
  renderVgpuConfigurationAccess,
  VGPU_CONFIGURATION,
  VGPU_RULES,
  vgpuPlugin,
} from './render-volcano-vgpu';
import { requireServed, sameForAll } from './require';
import { IMAGES } from '../../../catalog/images';
import { MANIFESTS } from '../../../catalog/manifests';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { SharingKind } from '../../../contracts/pool';
import { addFact } from '../../../core/private/facts';
import { VendoredManifest } from '../../../core/vendored-manifest';
import { IDevicePool } from '../../device-pool';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

const ID = 'VolcanoVgpu';
const ACCOUNT = 'volcano-vgpu';

/** Volcano's vGPU device plugin on nodes that the GPU operator prepares. */
export class VolcanoVgpuSoftware implements IDeviceSoftware {
  public readonly softwareName = "Volcano's vGPU device plugin";

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    requireServed(host, this.softwareName, { vendor: AcceleratorVendor.NVIDIA, sharing: [SharingKind.VOLCANO_VGPU] });
    const { operator, nodeLabels, runtimeClassName } = prepareNvidiaNodes(host, false);
    const plugin = VolcanoVgpu.of(host.cluster);
    plugin.include(host.pool, runtimeClassName);
    plugin.bundle.node.addDependency(operator);
    return {
      owners: [{ ownerName: this.softwareName, resources: resourcesOf(host) }],
      nodeLabels,
      ready: new DependencyGroup(operator, plugin.bundle),
      runtimeClassName,
    };
  }
}

class VolcanoVgpu extends VendoredManifest {
  public static of(cluster: ICluster): VolcanoVgpu {
    return (cluster.node.tryFindChild(ID) as VolcanoVgpu | undefined) ?? new VolcanoVgpu(cluster, ID, cluster);
  }

  private readonly pools: IDevicePool[] = [];
  private readonly namespace: string;

  private constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ICluster,
  ) {
    super(scope, id, { target: cluster, source: MANIFESTS.volcanoVgpuDevicePlugin });
    this.namespace = cluster.namespaces.ensure(DEVICE_NAMESPACE, PodSecurity.PRIVILEGED);
    [
      ...renderPluginAccess(ACCOUNT, this.namespace, VGPU_RULES),
      ...renderVgpuConfigurationAccess(ACCOUNT, this.namespace),
    ].forEach((manifest) => this.add(manifest.kind as string, { manifest }));
    this.add('ConfigMap', {
      manifest: VGPU_CONFIGURATION,
      source: { toManifest: () => renderVgpuConfiguration(this.memoryFactor(this.pools)) },
    });
    addFact(this, 'images', () => ({ reference: this.image() }));
  }

  public include(pool: IDevicePool, runtimeClassName: string | undefined): void {
    this.memoryFactor([...this.pools, pool]);
    this.pools.push(pool);
    const place = {
      name: `volcano-vgpu-${pool.poolName}`,
      account: ACCOUNT,
      namespace: this.namespace,
      image: this.image(),
      pullSecretName: this.cluster.registries.pullSecretName,
      pool,
      runtimeClassName,
    };
    const manifest = renderPlugin(place, vgpuPlugin(pool.sharingConfig.podsPerDevice ?? 1));
    this.add(`Pool-${pool.poolName}`, { manifest });
  }

  private image(): string {
    return this.cluster.registries.image(IMAGES.volcanoVgpuDevicePlugin);
  }

  private memoryFactor(pools: IDevicePool[]): number {
    return sameForAll(this, 'the memory step of Volcano vGPU', pools, (p) => p.sharingConfig.memoryFactor ?? 1);
  }
}
