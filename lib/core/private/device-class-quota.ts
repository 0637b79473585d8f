/**
 * How Volcano's queues call devices that are claimed: no resource of a node, which lists them in ResourceSlices.
 *
 * @see https://github.com/volcano-sh/volcano/blob/v1.15.1/pkg/scheduler/plugins/capacity/capacity.go
 */
const DEVICE_CLASS_QUOTA = 'deviceclass/';

export function deviceClassQuota(deviceClassName: string): string {
  return `${DEVICE_CLASS_QUOTA}${deviceClassName}`;
}

export function isDeviceClassQuota(resource: string): boolean {
  return resource.startsWith(DEVICE_CLASS_QUOTA);
}
