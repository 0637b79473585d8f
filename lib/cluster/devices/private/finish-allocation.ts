import { DeviceAllocation } from '../../../contracts/device-request';
import { DeviceSoftwareBinding } from '../device-software-contract';

/** What sharing answers, with what device software and provisioner want on the pod. */
export function finishAllocation(
  allocation: DeviceAllocation,
  software: DeviceSoftwareBinding,
  podAnnotations: { [key: string]: string },
): DeviceAllocation {
  const { deviceClassName } = software;
  const runtimeClassName = software.runtimeClassName ?? allocation.runtimeClassName;
  return {
    ...allocation,
    annotations: { ...allocation.annotations, ...podAnnotations },
    ...(runtimeClassName === undefined ? {} : { runtimeClassName }),
    ...(deviceClassName === undefined
      ? {}
      : { resources: {}, claims: [{ deviceClassName, count: allocation.devices }] }),
  };
}
