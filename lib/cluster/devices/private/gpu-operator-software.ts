import { prepareNvidiaNodes } from './nvidia-nodes';
import { resourcesOf } from './check-owners';
import { requireServed } from './require';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { SharingKind } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { DeviceSoftwareOptions } from '../../device-software';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

/** What NVIDIA's device plugin can do with a device. */
export const NVIDIA_PLUGIN = {
  vendor: AcceleratorVendor.NVIDIA,
  sharing: [SharingKind.WHOLE, SharingKind.MIG, SharingKind.TIME_SLICING, SharingKind.MPS],
};

/** NVIDIA's GPU operator, with its device plugin. */
export class GpuOperatorSoftware implements IDeviceSoftware {
  public readonly softwareName = 'the GPU operator';

  constructor(private readonly options?: DeviceSoftwareOptions) {}

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    requireServed(host, this.softwareName, NVIDIA_PLUGIN);
    this.checkCloud(host);
    const { operator, nodeLabels } = prepareNvidiaNodes(host, true, this.options);
    return {
      owners: [{ ownerName: this.softwareName, resources: resourcesOf(host) }],
      nodeLabels,
      ready: operator,
    };
  }

  /** Its plugin goes to every NVIDIA node of the cluster, so that where the cloud has one, nodes of no pool get two. */
  private checkCloud({ scope, cloud, pool }: IDeviceSoftwareHost): void {
    if (!cloud.facts.bringsDevicePlugin || cloud.devicePluginOffLabels === undefined) return;
    throw fail(scope, {
      code: 'AIC-2066',
      what: `the GPU operator cannot own the devices of ${pool.poolName} in a cloud with a device plugin of its own`,
      got: prose(`the profile ${cloud.facts.name}`),
      want: 'a plugin that stays on the nodes of its pool: the operator puts its own on every NVIDIA node',
      fix: 'Write deviceSoftware: DeviceSoftware.nvidiaDevicePlugin(): the operator still prepares the nodes, if they need it.',
    });
  }
}
