import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { ICluster } from '../../../contracts/cluster';
import { fail, prose } from '../../../core/private/fail';
import { GpuOperator } from '../../private/gpu-operator';
import { DeviceSoftwareBinding, IDeviceSoftwareHost } from '../device-software-contract';

interface Bound {
  readonly host: IDeviceSoftwareHost;
  readonly binding: DeviceSoftwareBinding;
}

/** By cluster: its pools with NVIDIA devices, and who has these. */
const BOUND = new WeakMap<ICluster, Bound[]>();
/** Each keeps the operator's device plugin away: alone, or with all that it starts on a node. */
const KEEPS_AWAY = ['nvidia.com/gpu.deploy.device-plugin', 'nvidia.com/gpu.deploy.operands'];

/** The GPU operator works on every NVIDIA node, so that its plugin would be a second owner where it was not asked for. */
export function checkOperatorReach(host: IDeviceSoftwareHost, binding: DeviceSoftwareBinding): void {
  if (host.pool.accelerator.vendor !== AcceleratorVendor.NVIDIA) return;
  const all = [...(BOUND.get(host.cluster) ?? []), { host, binding }];
  BOUND.set(host.cluster, all);
  const operator = GpuOperator.tryOf(host.cluster);
  if (operator === undefined || !operator.ownsDevices) return;
  const reached = all.find(
    (b) => !operator.serves(b.host.pool) && !KEEPS_AWAY.some((key) => b.binding.nodeLabels[key] === 'false'),
  );
  if (reached === undefined) return;
  const { poolName } = reached.host.pool;
  throw fail(reached.host.scope, {
    code: 'AIC-2067',
    what: `the GPU operator, which other pools have, puts its device plugin on the nodes of ${poolName} as well`,
    got: prose(
      `${reached.binding.owners.map((owner) => owner.ownerName).join(', ')} without a label that keeps it away`,
    ),
    want: `a label of the nodes: ${KEEPS_AWAY.map((key) => `${key}=false`).join(' or ')}`,
    fix: "Write DeviceSoftware.existing({ name: '…', nodeLabels: { 'nvidia.com/gpu.deploy.operands': 'false' } }).",
  });
}
