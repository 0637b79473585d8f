import { prepareNvidiaNodes } from './nvidia-nodes';
import { resourcesOf } from './check-owners';
import { requireServed } from './require';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { SharingKind } from '../../../contracts/pool';
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
    const { operator, nodeLabels } = prepareNvidiaNodes(host, true, this.options);
    return {
      owners: [{ ownerName: this.softwareName, resources: resourcesOf(host) }],
      nodeLabels,
      ready: operator,
    };
  }
}
