import { Queues, QueuePurpose } from '../../../lib';
import { testStack } from '../../harness';
import { pool, SchedulingOnly } from './cluster-stand-in';

const H800 = pool('h800');
const options = { pool: H800, deservedDevices: 8 };

function queuesOf(stack = testStack(), id = 'Cluster'): Queues {
  return new SchedulingOnly(stack, {}, undefined, id).queues;
}

test.each(['root', 'default', 'pool-l20'])('fails on the name %s, which belongs to the scheduler', (name) => {
  expect(() => queuesOf().add(name, options)).toThrow(/AIC-2101.*taken/);
});

test('fails on a name that another queue or group has', () => {
  const queues = queuesOf();
  queues.add('research', options);
  expect(() => queues.add('research', options)).toThrow(/AIC-2101.*got 'research'/);
  expect(() => queues.addGroup('research', options)).toThrow(/AIC-2101/);
});

test('fails on a name that Kubernetes refuses', () => {
  expect(() => queuesOf().add('Research', options)).toThrow(/AIC-1002.*the queue/);
});

test.each([
  ['deserved', { deservedDevices: 0 }],
  ['deserved', { deservedDevices: 1.5 }],
  ['guaranteed', { guaranteedDevices: -1 }],
  ['capability', { capabilityDevices: NaN }],
])('fails on %sDevices that are no number of devices: %j', (name, changes) => {
  expect(() => queuesOf().add('research', { ...options, ...changes })).toThrow(new RegExp(`AIC-2102.*${name}Devices`));
});

test.each([
  ['guaranteed 9, deserved 8', { guaranteedDevices: 9 }],
  ['deserved 8, capability 4', { capabilityDevices: 4 }],
])('fails on bounds that do not fit: %s', (got, changes) => {
  expect(() => queuesOf().add('research', { ...options, ...changes })).toThrow(
    new RegExp(`AIC-2103.*${got}.*want guaranteed ≤ deserved ≤ capability`),
  );
});

test('fails with the sum when queues deserve more than the pool has', () => {
  const queues = queuesOf();
  queues.add('research', { pool: H800, deservedDevices: 96 });
  expect(() => queues.add('serving', { pool: H800, deservedDevices: 64 })).toThrow(
    /AIC-2104.*got research 96 \+ serving 64 = 160 devices, want at most 128 \(16 nodes of 8\)/,
  );
});

test('fails with the sum when queues deserve more than their group has', () => {
  const queues = queuesOf();
  const parent = queues.addGroup('vision', { pool: H800, deservedDevices: 16 });
  queues.add('a', { pool: H800, parent, deservedDevices: 8 });
  expect(() => queues.add('b', { pool: H800, parent, deservedDevices: 9 })).toThrow(
    /AIC-2104.*queues of vision deserve.*a 8 \+ b 9 = 17 devices, want at most 16\./,
  );
});

test('fails with the sum when queues are guaranteed more than their group', () => {
  const queues = queuesOf();
  const parent = queues.addGroup('vision', { pool: H800, deservedDevices: 16, guaranteedDevices: 4 });
  expect(() => queues.add('a', { pool: H800, parent, deservedDevices: 8, lendsIdle: false })).toThrow(
    /AIC-2105.*got a 8 = 8 devices, want at most 4/,
  );
});

test('fails on a group of another pool', () => {
  const queues = queuesOf();
  const parent = queues.addGroup('vision', { pool: pool('l20'), deservedDevices: 16 });
  expect(() => queues.add('a', { ...options, parent })).toThrow(/AIC-2106.*group vision of pool l20/);
});

test('fails on a group of another cluster', () => {
  const stack = testStack();
  const queues = queuesOf(stack);
  const parent = queuesOf(stack, 'Other').addGroup('vision', { pool: H800, deservedDevices: 16 });
  expect(() => queues.add('a', { ...options, parent })).toThrow(/AIC-2106/);
});

test('fails on a queue at the sixth level', () => {
  const queues = queuesOf();
  const second = queues.addGroup('g2', { pool: H800, deservedDevices: 16 });
  const third = queues.addGroup('g3', { pool: H800, parent: second, deservedDevices: 16 });
  const fourth = queues.addGroup('g4', { pool: H800, parent: third, deservedDevices: 16 });
  const fifth = queues.addGroup('g5', { pool: H800, parent: fourth, deservedDevices: 16 });
  expect(fifth.depth).toBe(5);
  expect(() => queues.add('leaf', { ...options, parent: fifth })).toThrow(/AIC-2107.*level 6.*at most 5/);
});

test('fails when it is said twice what is kept free', () => {
  expect(() => queuesOf().add('a', { ...options, lendsIdle: false, guaranteedDevices: 4 })).toThrow(/AIC-2108/);
});

test('fails on a second serving queue of a pool', () => {
  const queues = queuesOf();
  queues.add('serving', { ...options, purpose: QueuePurpose.SERVING });
  expect(() => queues.add('batch-serving', { ...options, purpose: QueuePurpose.SERVING })).toThrow(
    /AIC-2109.*got serving and batch-serving on h800/,
  );
  expect(
    queues.add('l20-serving', { pool: pool('l20'), deservedDevices: 8, purpose: QueuePurpose.SERVING }).purpose,
  ).toBe('serving');
});
