import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { fail, prose } from '../../../core/private/fail';
import { DeviceOwner, DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

/** Whether the cloud runs a device plugin for the pool's accelerators. */
export function cloudOwns(host: IDeviceSoftwareHost): boolean {
  const { vendor } = host.pool.accelerator;
  if (vendor === AcceleratorVendor.NVIDIA) return host.cloud.facts.bringsDevicePlugin;
  return host.cloud.bringsPluginOf?.includes(vendor) ?? false;
}

/** The cloud's add-on as an owner. */
export function cloudOwner(host: IDeviceSoftwareHost): DeviceOwner {
  return {
    ownerName: `the device plugin of the cloud (${host.cloud.facts.name})`,
    resources: resourcesOf(host),
  };
}

/** What the nodes of the pool offer. */
export function resourcesOf(host: IDeviceSoftwareHost): string[] {
  return Object.keys(host.pool.sharing.nodeResources).sort();
}

/**
 * Exactly one owner of the devices of each node, whatever the resources are called: two that hand out one device under
 * two names overcommit it as well. Returns the labels that keep the cloud's away.
 */
export function checkOwners(
  host: IDeviceSoftwareHost,
  software: IDeviceSoftware,
  binding: DeviceSoftwareBinding,
): { [key: string]: string } {
  const cloud = cloudOwner(host);
  const others = binding.owners.filter((owner) => owner.ownerName !== cloud.ownerName);
  const { devicePluginOffLabels } = host.cloud;
  const cloudIsThere = cloudOwns(host) && (devicePluginOffLabels === undefined || others.length === 0);
  const all = [...others, ...(cloudIsThere || others.length < binding.owners.length ? [cloud] : [])];
  const [owner, second] = all;
  if (owner === undefined) throw nobody(host, software);
  if (second !== undefined) throw two(host, owner, second);
  if (binding.deviceClassName === undefined) checkResources(host, owner);
  return cloudOwns(host) && others.length > 0 ? (devicePluginOffLabels ?? {}) : {};
}

function two(host: IDeviceSoftwareHost, a: DeviceOwner, b: DeviceOwner): Error {
  return fail(host.scope, {
    code: 'AIC-2050',
    what: `the devices of ${host.pool.poolName} have two owners, which would hand out each of them twice`,
    got: prose([a, b].map((o) => `${o.ownerName} (${o.resources.join(', ')})`).join(' and ')),
    want: 'exactly one owner on each node',
    fix:
      cloudOwns(host) && host.cloud.devicePluginOffLabels === undefined
        ? 'Leave the devices to the cloud, or switch its plugin off on these nodes and say so in a profile (devicePluginOffLabels).'
        : 'Take one of them out of deviceSoftware.',
  });
}

function nobody(host: IDeviceSoftwareHost, software: IDeviceSoftware): Error {
  return fail(host.scope, {
    code: 'AIC-2051',
    what: `nobody advertises the devices of ${host.pool.poolName}`,
    got: prose(`${software.softwareName} alone`),
    want: `an owner of ${resourcesOf(host).join(', ')}`,
    fix: 'Add the device plugin: DeviceSoftware.all(…), or DeviceSoftware.existing(…) for one that is there.',
  });
}

function checkResources(host: IDeviceSoftwareHost, owner: DeviceOwner): void {
  const missing = resourcesOf(host).filter((resource) => !owner.resources.includes(resource));
  if (missing.length === 0) return;
  throw fail(host.scope, {
    code: 'AIC-2052',
    what: `${owner.ownerName} does not advertise what pods of ${host.pool.poolName} ask for`,
    got: owner.resources,
    want: `also ${missing.join(', ')}`,
    fix: 'Choose the software that the sharing of the pool needs, or leave deviceSoftware out: it is chosen then.',
  });
}
