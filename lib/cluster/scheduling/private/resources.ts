import { IPool } from '../../../contracts/pool';
import { cpuQuantity } from '../../../units/private/cpu-quantity';
import { Size } from '../../../units/size';

/** A Kubernetes resource list. */
export type Quantities = { [name: string]: string };

/** So many devices of a pool, with the CPU and memory that go with them. */
export function shareOf(pool: IPool, devices: number): Quantities {
  return {
    cpu: cpuQuantity(pool.cpuPerDevice * devices),
    memory: Size.bytes(pool.memoryPerDevice.inBytes * devices).toQuantity(),
    [pool.deviceResource]: String(devices),
  };
}

export function capacityOf(pool: IPool): number {
  return pool.expectedNodes * pool.devicesPerNode;
}
