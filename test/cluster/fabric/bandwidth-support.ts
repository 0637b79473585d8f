import { Bandwidth, BandwidthTest, BandwidthTestProps, Fabric, PoolOptions } from '../../../lib';
import { manifestsOf } from '../../harness';
import { clusterFixture, poolOptions } from '../support';

const ROCE = Fabric.roceV2({ nicsPerNode: 8, losslessClass: { dscp: 26, pfcPriority: 3 } });

export interface World {
  readonly stack: any;
  readonly cluster: any;
  readonly queue: any;
  readonly test: BandwidthTest;
}

export function world(
  props: Partial<BandwidthTestProps> = {},
  pool: Partial<PoolOptions> = {},
  clusterProps: Parameters<typeof clusterFixture>[0] = {},
  deservedDevices = 32,
): World {
  const fixture = clusterFixture(clusterProps);
  const taints = [{ key: 'acme.com/gpu' }];
  const options = poolOptions('h800', { expectedNodes: 4, fabric: ROCE, taints, ...pool });
  const queue = fixture.cluster.queues.add('research', {
    pool: fixture.cluster.pools.add('h800', options),
    deservedDevices,
  });
  const minBusBandwidth = Bandwidth.gigabytesPerSecond(350);
  return { ...fixture, queue, test: new BandwidthTest(fixture.stack, 'Test', { queue, minBusBandwidth, ...props }) };
}

export const jobOf = (stack: any): any =>
  Object.entries<any>(manifestsOf(stack)).find(([name]) => name.startsWith('Job/bandwidth-'))![1];
export const taskOf = (stack: any, name: string): any => jobOf(stack).spec.tasks.find((t: any) => t.name === name);
export const containerOf = (stack: any, task: string, name: string): any => {
  const { spec } = taskOf(stack, task).template;
  return [...spec.initContainers, ...spec.containers].find((c: any) => c.name === name);
};
export const environmentOf = (stack: any, step: string): any =>
  Object.fromEntries(containerOf(stack, 'launcher', step).env.map((e: any) => [e.name, e.value]));
