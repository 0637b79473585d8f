import { Accelerator, Bundle, Fabric, IPool, NodeArchitecture, NodeSelector, Size, TaintEffect } from '../../lib';
import { absent, blueprintOf, chartsOf } from '../harness';
import { clusterFixture, poolOptions, stackWithPool } from './support';

const poolFact = (options: Parameters<typeof stackWithPool>[0] = {}): any =>
  blueprintOf(stackWithPool(options)).pools[0];

describe('pool', () => {
  test('reads back what it is', () => {
    const { cluster } = clusterFixture();
    const pool: IPool = cluster.pools.add('h800', poolOptions('h800', { nvmePerNode: Size.tebibytes(3) }));
    expect(pool).toMatchObject({
      poolName: 'h800',
      nodeLabels: { 'acme.com/pool': 'h800' },
      tolerations: [],
      expectedNodes: 2,
      devicesPerNode: 8,
      deviceResource: 'nvidia.com/gpu',
      acceleratorName: 'NVIDIA H800',
      cpuPerNode: 124,
    });
    expect(pool.deviceMemory.toQuantity()).toBe('81559Mi');
    expect(pool.memoryPerNode.toQuantity()).toBe('1920Gi');
    expect(pool.nvmePerNode!.toQuantity()).toBe('3Ti');
    expect(pool.fabric).toBeUndefined();
  });

  test('stands in the blueprint with what its nodes offer', () => {
    expect(poolFact({ nvmePerNode: Size.gibibytes(1) })).toStrictEqual({
      path: 'test/Cluster/Pools/h800',
      cluster: 'test/Cluster',
      name: 'h800',
      nodes: 2,
      labels: { 'acme.com/pool': 'h800' },
      taints: [],
      devicesPerNode: 8,
      deviceResource: 'nvidia.com/gpu',
      accelerator: 'NVIDIA H800',
      allocatable: {
        cpu: '124000m',
        'ephemeral-storage': '400Gi',
        memory: '1920Gi',
        'nvidia.com/gpu': '8',
        pods: '110',
      },
      nvmeBytes: 1024 ** 3,
    });
  });

  test('offers less on a smaller server', () => {
    const { allocatable } = poolFact({ accelerator: Accelerator.NVIDIA_T4, devicesPerNode: 1 });
    expect(allocatable).toMatchObject({ cpu: '19000m', memory: '75Gi', 'nvidia.com/gpu': '1' });
  });

  test('keeps at least one core and 2 GiB for the system', () => {
    const accelerator = Accelerator.of('ACME', {
      memory: Size.gibibytes(1),
      hostCpuPerDevice: 4,
      hostMemoryPerDevice: Size.gibibytes(8),
    });
    expect(poolFact({ accelerator, devicesPerNode: 1 }).allocatable).toMatchObject({ cpu: '3000m', memory: '6Gi' });
  });

  test('gives workloads seven eighths of it with each device', () => {
    const { cluster } = clusterFixture();
    const big = cluster.pools.add('big', {
      ...poolOptions('big'),
      cpuPerNode: 124,
      memoryPerNode: Size.gibibytes(1920),
    });
    expect([big.cpuPerDevice, big.memoryPerDevice.toQuantity()]).toStrictEqual([13, '210Gi']);
  });

  test('gives parts of a core and of a gibibyte where that is all there is', () => {
    const { cluster } = clusterFixture();
    const small = cluster.pools.add('small', {
      ...poolOptions('small'),
      devicesPerNode: 2,
      cpuPerNode: 2,
      memoryPerNode: Size.gibibytes(2),
    });
    expect([small.cpuPerDevice, small.memoryPerDevice.toQuantity()]).toStrictEqual([0.875, '896Mi']);
  });

  test('offers what it is told to', () => {
    const { allocatable } = poolFact({ cpuPerNode: 15.5, memoryPerNode: Size.gibibytes(60) });
    expect(allocatable).toMatchObject({ cpu: '15500m', memory: '60Gi' });
  });

  test('tolerates the taints that its nodes carry', () => {
    const { cluster, stack } = clusterFixture();
    const taints = [{ key: 'nvidia.com/gpu' }, { key: 'acme.com/team', value: 'ml', effect: TaintEffect.NO_EXECUTE }];
    const pool = cluster.pools.add('h800', poolOptions('h800', { taints }));
    expect(pool.tolerations).toStrictEqual([
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'acme.com/team', operator: 'Equal', value: 'ml', effect: 'NoExecute' },
    ]);
    expect(blueprintOf(stack).pools[0].taints).toStrictEqual([
      { key: 'nvidia.com/gpu', effect: 'NoSchedule' },
      { key: 'acme.com/team', value: 'ml', effect: 'NoExecute' },
    ]);
  });

  test('is ready when the device software is', () => {
    const { stack, cluster } = clusterFixture();
    const bundle = new Bundle(stack, 'Mine', { target: cluster });
    bundle.node.addDependency(cluster.pools.add('h800', poolOptions('h800')).ready!);
    const unit = blueprintOf(stack).units.find((u: any) => u.path === 'test/Mine');
    expect(unit.dependsOn).toStrictEqual(['test/Cluster/Foundation', 'test/Cluster/GpuOperator']);
  });

  test('of devices that are not NVIDIA brings no software', () => {
    const accelerator = Accelerator.of('ACME', { memory: Size.gibibytes(64), deviceResource: 'acme.com/npu' });
    const stack = stackWithPool({ accelerator });
    expect(Object.keys(chartsOf(stackWithPool()))).toContain('gpu-operator');
    expect(Object.keys(chartsOf(stack))).not.toContain('gpu-operator');
    expect(blueprintOf(stack).pools[0]).toMatchObject({
      deviceResource: 'acme.com/npu',
      allocatable: { 'acme.com/npu': '8' },
    });
  });

  test('says its processors where they are not the usual ones', () => {
    const { cluster } = clusterFixture();
    const arm = { accelerator: Accelerator.NVIDIA_GB200_NVL72, devicesPerNode: 4 };
    expect(cluster.pools.add('arm', poolOptions('arm', arm)).architecture).toBe(NodeArchitecture.ARM64);
    expect(cluster.pools.add('amd', poolOptions('amd')).architecture).toBe(NodeArchitecture.AMD64);
    absent((fact) => fact.architecture, poolFact(arm), poolFact());
    expect(poolFact({ architecture: NodeArchitecture.ARM64 }).architecture).toBe('arm64');
    expect(poolFact({ ...arm, architecture: NodeArchitecture.AMD64 }).architecture).toBeUndefined();
  });

  test('knows its nodes by name, sorted, when it is told them', () => {
    const inventory = [{ name: 'node-b', labels: { 'acme.com/rack': '2' } }, { name: 'node-a' }];
    const { cluster } = clusterFixture();
    const known = [
      { name: 'node-a', labels: {} },
      { name: 'node-b', labels: { 'acme.com/rack': '2' } },
    ];
    expect(cluster.pools.add('h800', poolOptions('h800', { inventory })).inventory).toStrictEqual(known);
    expect(poolFact({ inventory }).inventory).toStrictEqual(known);
    absent((fact) => fact.inventory, poolFact({ inventory }), poolFact());
  });

  test.each([
    ['fewer nodes than expected', [{ name: 'a' }], /got 1 nodes, want 2 nodes/],
    ['a node twice', [{ name: 'a' }, { name: 'a' }], /got a node a, want 2 nodes/],
    ['a name that no node has', [{ name: 'a' }, { name: 'B_1' }], /got a node B_1/],
    ['a label that no node has', [{ name: 'a' }, { name: 'b', labels: { 'a b': 'c' } }], /got a node b/],
  ])('fails on an inventory with %s', (_what, inventory, got) => {
    expect(() => stackWithPool({ inventory })).toThrow(
      /AIC-2044 at test.*the inventory of h800 is not that of its nodes/,
    );
    expect(() => stackWithPool({ inventory })).toThrow(got);
  });

  test.each([0, -1, 1.5, 15001, NaN])('fails on %p nodes', (expectedNodes) => {
    expect(() => stackWithPool({ expectedNodes })).toThrow(/AIC-2006.*expectedNodes is no usable number/);
  });

  test.each([0, 65, 0.5])('fails on %p devices per node', (devicesPerNode) => {
    expect(() => stackWithPool({ devicesPerNode })).toThrow(/AIC-2006.*devicesPerNode is no usable number/);
  });

  test.each([
    ['no core', { cpuPerNode: 0 }],
    ['no memory', { memoryPerNode: Size.gibibytes(0) }],
  ])('fails on nodes with %s to request', (_what, options) => {
    expect(() => stackWithPool(options)).toThrow(/AIC-2007.*the nodes of h800 have nothing to request/);
  });
});

describe('pools', () => {
  test('are found by name and listed in its order', () => {
    const { cluster } = clusterFixture();
    const b = cluster.pools.add('b', poolOptions('b'));
    const a = cluster.pools.add('a', poolOptions('a'));
    expect(cluster.pools.all()).toStrictEqual([a, b]);
    expect(cluster.pools.tryFind('a')).toBe(a);
    expect(cluster.pools.tryFind('c')).toBeUndefined();
  });

  test('come out the same whatever the order they were added in', () => {
    const bytes = (...names: string[]): string => {
      const { stack, cluster } = clusterFixture();
      const taints = (key: string): { key: string }[] => [{ key }];
      for (const name of names) {
        const fabric = Fabric.roceV2({ nicsPerNode: 1 });
        cluster.pools.add(name, poolOptions(name, { fabric, taints: taints(`acme.com/${name}`) }));
      }
      return JSON.stringify(blueprintOf(stack));
    };
    expect(bytes('a', 'b')).toBe(bytes('b', 'a'));
  });

  test('fails on a name twice', () => {
    const { cluster } = clusterFixture();
    cluster.pools.add('a', poolOptions('a'));
    expect(() => cluster.pools.add('a', poolOptions('b'))).toThrow(/AIC-2005 at test\/Cluster\/Pools: the pool exists/);
  });

  test.each([
    ['the same labels', { 'acme.com/pool': 'a' }],
    ['narrower labels', { 'acme.com/pool': 'a', zone: '1' }],
  ])('fails on two pools with %s', (_what, labels) => {
    const { cluster } = clusterFixture();
    cluster.pools.add('a', poolOptions('a'));
    expect(() => cluster.pools.add('b', poolOptions('b', { nodes: NodeSelector.labels(labels) }))).toThrow(
      /AIC-2008.*the pools a and b select the same nodes.*no node shares with acme\.com\/pool=a\./,
    );
  });

  test('fails on a pool with wider labels than another', () => {
    const { cluster } = clusterFixture();
    cluster.pools.add('b', poolOptions('b', { nodes: NodeSelector.labels({ 'acme.com/pool': 'a', zone: '1' }) }));
    expect(() => cluster.pools.add('a', poolOptions('a'))).toThrow(/AIC-2008/);
  });

  test('fails on a node in the inventories of two pools', () => {
    const { cluster } = clusterFixture();
    const inventory = (...names: string[]): { name: string }[] => names.map((name) => ({ name }));
    cluster.pools.add('a', poolOptions('a', { inventory: inventory('n1', 'n2') }));
    cluster.pools.add('b', poolOptions('b', { inventory: inventory('n3', 'n4') }));
    cluster.pools.add('c', poolOptions('c'));
    expect(() => cluster.pools.add('d', poolOptions('d', { inventory: inventory('n5', 'n2') }))).toThrow(
      /AIC-2045 at test\/Cluster\/Pools: the inventories of a and d name the same node; got 'n2'/,
    );
  });

  test.each(['H800', 'a_b', 'x'.repeat(31)])('fails on the name %p', (name) => {
    const { cluster } = clusterFixture();
    expect(() => cluster.pools.add(name, poolOptions('a'))).toThrow(/AIC-1002.*the name of the pool/);
  });
});
