import { IPool } from '../../../contracts/pool';
import { Size } from '../../../units/size';

const MEBI = 1024 * 1024;

/** A Kubernetes resource list. */
export type Quantities = { [name: string]: string };

/** So many devices of a pool, with the CPU and memory that go with them on its nodes. */
export function shareOf(pool: IPool, devices: number): Quantities {
  const part = devices / pool.devicesPerNode;
  return {
    cpu: cpuQuantity(Math.floor(pool.cpuPerNode * part * 1000)),
    memory: Size.mebibytes(Math.floor((pool.memoryPerNode.inBytes * part) / MEBI)).toQuantity(),
    [pool.deviceResource]: String(devices),
  };
}

/** Thousandths of a core, as the API server writes them. */
export function cpuQuantity(milli: number): string {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

export function capacityOf(pool: IPool): number {
  return pool.expectedNodes * pool.devicesPerNode;
}
