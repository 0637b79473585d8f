import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { SharingKind } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { IDevicePool } from '../../device-pool';
import { IDeviceSoftwareHost } from '../device-software-contract';
import { IConstruct } from 'constructs';

/** What software is made for. */
export interface Served {
  readonly vendor: AcceleratorVendor;
  readonly sharing: readonly SharingKind[];
}

/** Refuses a pool that the software is not made for: nothing is guessed. */
export function requireServed(host: IDeviceSoftwareHost, softwareName: string, served: Served): void {
  const { accelerator, sharing } = host.pool;
  if (accelerator.vendor === served.vendor && served.sharing.includes(sharing.kind)) return;
  throw fail(host.scope, {
    code: 'AIC-2058',
    what: `${softwareName} is not made for the devices of ${host.pool.poolName}`,
    got: prose(`${accelerator.name} (${accelerator.vendor}), ${sharing.kind}`),
    want: `${served.vendor}: ${served.sharing.join(', ')}`,
    fix: 'Leave deviceSoftware out, so that it follows the accelerator and its sharing, or name what is there: DeviceSoftware.existing(…).',
  });
}

/** The one value that software of the whole cluster has for all its pools. */
export function sameForAll(
  scope: IConstruct,
  what: string,
  pools: IDevicePool[],
  of: (pool: IDevicePool) => number,
): number {
  const [first, ...rest] = pools;
  const other = rest.find((pool) => of(pool) !== of(first!));
  if (other === undefined) return of(first!);
  throw fail(scope, {
    code: 'AIC-2057',
    what: `${what} is one number for the whole cluster`,
    got: prose(`${of(first!)} in ${first!.poolName} and ${of(other)} in ${other.poolName}`),
    want: 'the same in each pool',
    fix: 'Give the sharing of both pools the same options.',
  });
}
