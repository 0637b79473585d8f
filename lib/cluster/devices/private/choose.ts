import { cloudOwns } from './check-owners';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { fail, prose } from '../../../core/private/fail';
import { SharingSoftware } from '../../sharing-contract';
import { DeviceSoftware } from '../device-software';
import { IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

/** Software for a pool that names none: what its sharing needs, else what the cloud brings, else the vendor's. */
export function chooseSoftware(host: IDeviceSoftwareHost): IDeviceSoftware {
  const { accelerator, sharingConfig } = host.pool;
  switch (sharingConfig.software) {
    case SharingSoftware.CLOUD:
      return DeviceSoftware.cloud();
    case SharingSoftware.VOLCANO_VGPU:
      return DeviceSoftware.volcanoVgpu();
    case SharingSoftware.HAMI:
      return accelerator.vendor === AcceleratorVendor.NVIDIA ? DeviceSoftware.hami() : unknown(host);
    case SharingSoftware.VENDOR_PLUGIN:
      return cloudOwns(host) ? DeviceSoftware.cloud() : ofVendor(host);
  }
}

function ofVendor(host: IDeviceSoftwareHost): IDeviceSoftware {
  switch (host.pool.accelerator.vendor) {
    case AcceleratorVendor.NVIDIA:
      return DeviceSoftware.gpuOperator();
    case AcceleratorVendor.AMD:
      return DeviceSoftware.amd();
    case AcceleratorVendor.NEURON:
      return DeviceSoftware.neuron();
    case AcceleratorVendor.OTHER:
      // An accelerator that says its own resource is known to whoever runs its device plugin.
      return DeviceSoftware.existing({ name: 'the device plugin that is there' });
    default:
      return unknown(host);
  }
}

function unknown(host: IDeviceSoftwareHost): never {
  const { accelerator, sharing, poolName } = host.pool;
  const factory = FACTORIES[accelerator.vendor];
  throw fail(host.scope, {
    code: 'AIC-2053',
    what: `no device software is known that ${poolName} could have without being told`,
    got: prose(`${accelerator.name} (${accelerator.vendor}), ${sharing.kind}, on ${host.cloud.facts.name}`),
    want: 'deviceSoftware that names it: the vendor publishes no image that everybody can pull',
    fix:
      factory === undefined || sharing.kind !== 'whole'
        ? "Write deviceSoftware: DeviceSoftware.existing({ name: '…' }) for what runs on these nodes."
        : `Write deviceSoftware: DeviceSoftware.${factory}({ image: '…' }), or DeviceSoftware.existing({ name: '…' }).`,
  });
}

const FACTORIES: { readonly [vendor: string]: string } = {
  [AcceleratorVendor.ASCEND]: 'ascend',
  [AcceleratorVendor.CAMBRICON]: 'cambricon',
  [AcceleratorVendor.HYGON]: 'hygon',
  [AcceleratorVendor.KUNLUN]: 'kunlun',
  [AcceleratorVendor.METAX]: 'metax',
};
