import { IConstruct } from 'constructs';
import { CloudConfig } from '../../clouds/cloud-contract';
import { AcceleratorVendor } from '../../contracts/accelerator-vendor';
import { fail, prose } from '../../core/private/fail';
import { Accelerator } from '../accelerator';

/**
 * What the vendors' own device plugins call whole devices, by accelerator or vendor.
 *
 * @see https://github.com/volcano-sh/volcano/blob/v1.15.1/pkg/scheduler/api/devices/ascend/mindcluster/ascend310p/vnpu/type.go
 * @see https://github.com/Project-HAMi/HAMi/blob/v2.10.0/charts/hami/values.yaml
 * @see https://awsdocs-neuron.readthedocs-hosted.com/en/latest/containers/kubernetes-getting-started.html
 */
const OF_VENDORS: { [acceleratorOrVendor: string]: string } = {
  'Ascend 310P': 'huawei.com/Ascend310P',
  [AcceleratorVendor.AMD]: 'amd.com/gpu',
  [AcceleratorVendor.ASCEND]: 'huawei.com/Ascend910',
  [AcceleratorVendor.CAMBRICON]: 'cambricon.com/mlu',
  [AcceleratorVendor.HYGON]: 'hygon.com/dcu',
  [AcceleratorVendor.KUNLUN]: 'kunlunxin.com/xpu',
  [AcceleratorVendor.METAX]: 'metax-tech.com/gpu',
  [AcceleratorVendor.NEURON]: 'aws.amazon.com/neuron',
  [AcceleratorVendor.NVIDIA]: 'nvidia.com/gpu',
};

/** Extended resource of a whole device: the accelerator's own, else the cloud's, else the vendor's. */
export function wholeDeviceResource(scope: IConstruct, accelerator: Accelerator, cloud: CloudConfig): string {
  const { name, vendor } = accelerator;
  const ofCloud = cloud.deviceResources ?? {};
  const nvidia = vendor === AcceleratorVendor.NVIDIA ? cloud.nvidiaResource : undefined;
  const found =
    accelerator.deviceResource ?? ofCloud[name] ?? ofCloud[vendor] ?? nvidia ?? OF_VENDORS[name] ?? OF_VENDORS[vendor];
  if (found === undefined) {
    throw fail(scope, {
      code: 'AIC-2043',
      what: 'the cloud of the cluster does not have the accelerator',
      got: prose(`${name} with the profile ${cloud.facts.name}`),
      want: 'a profile that has a resource name for it',
      fix: "Name it, as in CloudProfile.generic({ deviceResources: { google: 'google.com/tpu' } }), or give deviceResource.",
    });
  }
  return found;
}
