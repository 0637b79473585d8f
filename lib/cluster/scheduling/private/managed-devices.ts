import { IPool, SharingKind } from '../../../contracts/pool';

/** HAMi's own scheduler, as its chart calls it. Its webhook names it in pods that name none. */
const HAMI_SCHEDULER = 'hami-scheduler';

/** Devices that queues share out, in every dimension, and who else places pods that ask for one of these names. */
export interface ManagedDevices {
  readonly devices: string[];
  readonly otherSchedulers: string[];
}

/**
 * Two schedulers must not hand out the same devices at once. HAMi calls shares what others call devices, but its scheduler
 * finds them on its own nodes only, where ours places nothing.
 */
export function managedDevices(poolsWithQueues: readonly IPool[], all: readonly IPool[]): ManagedDevices {
  const devices = poolsWithQueues.flatMap(namesOf);
  const isHami = all.some(
    (pool) => pool.sharing.kind === SharingKind.HAMI && namesOf(pool).some((name) => devices.includes(name)),
  );
  return { devices, otherSchedulers: isHami ? [HAMI_SCHEDULER] : [] };
}

function namesOf(pool: IPool): string[] {
  return [pool.deviceResource, ...Object.keys(pool.sharing.nodeResources)];
}
