import { IPool } from '../../../contracts/pool';

/** A Kubernetes resource list. */
export type Quantities = { [name: string]: string };

export function capacityOf(pool: IPool): number {
  return pool.expectedNodes * pool.devicesPerNode;
}
