import { cpuQuantity } from './cpu-quantity';
import { Size } from '../size';

/** What a pool says of its devices. */
interface DeviceFacts {
  readonly devicesPerNode: number;
  readonly sharing: { readonly nodeResources: { [name: string]: number } };
  readonly cpuPerDevice: number;
  readonly memoryPerDevice: Size;
}

/**
 * So many devices of a pool as a Kubernetes resource list: CPU, memory and the part of everything that nodes offer of
 * their devices, in every dimension, because Volcano compares each dimension of a queue for itself.
 */
export function deviceShare(pool: DeviceFacts, devices: number): { [name: string]: string } {
  return {
    cpu: cpuQuantity(pool.cpuPerDevice * devices),
    memory: Size.bytes(pool.memoryPerDevice.inBytes * devices).toQuantity(),
    ...deviceResources(pool, devices),
  };
}

/** The device dimensions of the share alone. */
export function deviceResources(
  pool: Pick<DeviceFacts, 'devicesPerNode' | 'sharing'>,
  devices: number,
): { [name: string]: string } {
  const { nodeResources } = pool.sharing;
  return Object.fromEntries(
    Object.entries(nodeResources).map(([name, perNode]) => [
      name,
      String(Math.floor((perNode * devices) / pool.devicesPerNode + 1e-9)),
    ]),
  );
}
