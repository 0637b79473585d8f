import { Accelerator, DeviceAllocation, DeviceRequest, ISharing, Pool, Sharing, Size } from '../../lib';
import { clusterFixture, poolOptions } from '../cluster/support';
import { blueprintOf } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { installCrds, startAdmission } from '../support/definitions';

jest.setTimeout(600_000);

/** One node of two devices for each way of sharing that Volcano counts and places, with a queue. */
const WAYS: Record<string, ISharing> = {
  divided: Sharing.volcanoVgpu(),
  cut: Sharing.mig({ '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 }),
  sliced: Sharing.timeSlicing({ replicas: 2 }),
};

const { stack, cluster } = clusterFixture();
const pools: Record<string, Pool> = {};
for (const [name, sharing] of Object.entries(WAYS)) {
  const options = { accelerator: Accelerator.NVIDIA_A100_80GB, expectedNodes: 1, devicesPerNode: 2, sharing };
  pools[name] = cluster.pools.add(name, poolOptions(name, options));
  cluster.queues.add(`on-${name}`, { pool: pools[name], deservedDevices: 2 });
}
const BLUEPRINT = blueprintOf(stack);
let controlPlane: TestControlPlane;

/** A pod with what it gets of a pool, so small otherwise that devices decide. */
function podWith(name: string, pool: string, { resources, annotations, labels }: DeviceAllocation): any {
  const amounts = { cpu: '100m', memory: '100Mi', ...resources };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      labels,
      annotations: { ...annotations, 'scheduling.volcano.sh/queue-name': `on-${pool}` },
    },
    spec: {
      schedulerName: 'volcano',
      nodeSelector: pools[pool].nodeLabels,
      containers: [{ name: 'c', image: 'x:1', resources: { requests: amounts, limits: amounts } }],
    },
  };
}

const podsOf = (prefix: string): any[] =>
  JSON.parse(controlPlane.kubectl(['get', 'pods', '--output', 'json'])).items.filter((pod: any) =>
    pod.metadata.name.startsWith(prefix),
  );
const placed = (prefix: string): any[] => podsOf(prefix).filter((pod) => pod.spec.nodeName !== undefined);

/** Makes so many pods with the same request and waits until as many as wanted have a node, and a little longer. */
async function run(
  prefix: string,
  pool: string,
  request: DeviceRequest,
  count: number,
  wanted: number,
): Promise<any[]> {
  const items = Array.from({ length: count }, (_, i) =>
    podWith(`${prefix}-${i}`, pool, pools[pool].allocate(stack, request)),
  );
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  controlPlane.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], list);
  for (let second = 0; second < 60 && placed(prefix).length < wanted; second += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return placed(prefix);
}

const clear = (prefix: string): void => {
  const names = podsOf(prefix).map((pod) => pod.metadata.name);
  controlPlane.kubectl(['delete', 'pods', '--force', '--grace-period=0', ...names]);
};

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['volcano']);
  const nodes = BLUEPRINT.pools.map(({ name, labels, annotations, allocatable }: any) => ({
    name,
    labels,
    annotations,
    capacity: allocatable,
  }));
  await controlPlane.call('addNodes', { nodes });
  await startAdmission(controlPlane, BLUEPRINT.clusters[0].scheduler.configuration);
  const bundles: any[] = BLUEPRINT.units.filter((unit: any) => unit.objects !== undefined);
  for (const bundle of bundles) {
    const items = bundle.objects.map((o: any) => o.manifest).filter((m: any) => m.kind === 'Queue');
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    if (items.length > 0) controlPlane.kubectl(['apply', '--server-side', '-f', '-'], list);
  }
  // Volcano reads the devices of a node when the node changes after the first session; kubelets see to that.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  controlPlane.kubectl(['annotate', 'nodes', '--all', 'acme.com/reported=again']);
});
afterAll(async () => {
  await controlPlane?.stop();
});

test('nodes offer what their pools say, in quantities that the API server reads', () => {
  const [divided] = BLUEPRINT.pools.filter((pool: any) => pool.name === 'divided');
  const { metadata, status } = controlPlane.object('node', 'divided');
  const { cpu: _cpu, ...amounts } = divided.allocatable;
  expect(status.allocatable).toMatchObject(amounts);
  expect(metadata.annotations).toMatchObject(divided.annotations);
});

describe('Volcano', () => {
  test('puts two halves of a device on each, chooses the device, and lets the fifth wait', async () => {
    const running = await run('half', 'divided', { memory: Size.gibibytes(40) }, 5, 4);
    const devices = running.map((pod) => pod.metadata.annotations['volcano.sh/vgpu-ids-new']);
    expect(devices.sort()).toStrictEqual([
      'GPU-00,NVIDIA,1280,50:',
      'GPU-00,NVIDIA,1280,50:',
      'GPU-01,NVIDIA,1280,50:',
      'GPU-01,NVIDIA,1280,50:',
    ]);
    clear('half');
  });

  test('gives a pod whole devices of a node that is divided, and nothing beside them', async () => {
    const [pod] = await run('whole', 'divided', { devices: 2 }, 1, 1);
    const ids = pod.metadata.annotations['volcano.sh/vgpu-ids-new'];
    expect(ids.split(':').filter(Boolean).sort()).toStrictEqual(['GPU-00,NVIDIA,2560,100', 'GPU-01,NVIDIA,2560,100']);
    expect(await run('late', 'divided', { memory: Size.gibibytes(1) }, 1, 0)).toStrictEqual([]);
    clear('whole');
  });

  test('places partitions as often as the layout has them', async () => {
    expect(await run('third', 'cut', { profile: '3g.40gb' }, 3, 2)).toHaveLength(2);
    expect(await run('small', 'cut', { memory: Size.gibibytes(9) }, 5, 4)).toHaveLength(4);
  });

  test('places as many pods as a device has slices', async () => {
    expect(await run('slice', 'sliced', { devices: 1 }, 5, 4)).toHaveLength(4);
  });
});
