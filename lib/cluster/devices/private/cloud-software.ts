import { cloudOwner, cloudOwns } from './check-owners';
import { prepareNvidiaNodes } from './nvidia-nodes';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { SharingKind } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { SharingSoftware } from '../../sharing-contract';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

/** What the cloud brings: its device plugin, or its own way of sharing devices. */
export class CloudSoftware implements IDeviceSoftware {
  public readonly softwareName = 'the add-on of the cloud';

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    this.check(host);
    const owners = [cloudOwner(host)];
    const isNvidia = host.pool.accelerator.vendor === AcceleratorVendor.NVIDIA;
    if (!isNvidia) return { owners, nodeLabels: {} };
    // Its nodes need no label against the operator's plugin, which never runs where the cloud has one.
    const { operator } = prepareNvidiaNodes(host, false);
    return { owners, nodeLabels: {}, ready: operator };
  }

  /** The plugin of a cloud serves whole devices; what else it does is written in its own configuration, not here. */
  private check(host: IDeviceSoftwareHost): void {
    const { sharing, sharingConfig, poolName, accelerator } = host.pool;
    if (sharingConfig.software === SharingSoftware.CLOUD) return;
    if (cloudOwns(host) && sharing.kind === SharingKind.WHOLE) return;
    throw fail(host.scope, {
      code: 'AIC-2060',
      what: `the cloud has nothing that serves ${poolName}`,
      got: prose(`${accelerator.name}, ${sharing.kind}, on ${host.cloud.facts.name}`),
      want: 'whole devices whose plugin the cloud brings, or a sharing of its own (qGPU, cGPU)',
      fix:
        cloudOwns(host) && host.cloud.devicePluginOffLabels !== undefined
          ? 'Share whole devices, or give them another owner: deviceSoftware: DeviceSoftware.nvidiaDevicePlugin().'
          : 'Share whole devices, or switch its plugin off on these nodes and say so in a profile (devicePluginOffLabels).',
    });
  }
}
