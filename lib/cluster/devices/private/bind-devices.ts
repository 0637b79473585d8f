import { checkOwners } from './check-owners';
import { chooseSoftware } from './choose';
import { checkOperatorReach } from './operator-reach';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';

/** Binds the software of a pool, or that which is chosen for it, and makes sure that one owner has its devices. */
export function bindDevices(host: IDeviceSoftwareHost, named: IDeviceSoftware | undefined): DeviceSoftwareBinding {
  const software = named ?? chooseSoftware(host);
  const binding = software.bind(host);
  const keptAway = checkOwners(host, software, binding);
  checkOperatorReach(host, binding);
  return { ...binding, nodeLabels: { ...host.pool.sharingConfig.nodeLabels, ...binding.nodeLabels, ...keptAway } };
}
