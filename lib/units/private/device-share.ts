import { cpuQuantity } from './cpu-quantity';
import { Size } from '../size';

/** What a pool says of one of its devices. */
interface DeviceFacts {
  readonly deviceResource: string;
  readonly cpuPerDevice: number;
  readonly memoryPerDevice: Size;
}

/** So many devices of a pool with the CPU and memory that go with them, as a Kubernetes resource list. */
export function deviceShare(pool: DeviceFacts, devices: number): { [name: string]: string } {
  return {
    cpu: cpuQuantity(pool.cpuPerDevice * devices),
    memory: Size.bytes(pool.memoryPerDevice.inBytes * devices).toQuantity(),
    [pool.deviceResource]: String(devices),
  };
}
