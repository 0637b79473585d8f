import { Fabric, Registries, Size } from '../../../lib';
import { absent, chartsOf, manifestsOf } from '../../harness';
import { AWS } from './rdma-cloud';
import { expectationOf, poolWith, preflightOf, unitOf } from './support';

describe('EFA', () => {
  test('gives pods all adapters, huge pages and the settings of libfabric', () => {
    const { pool } = poolWith(Fabric.efa({ adaptersPerNode: 32 }));
    expect(pool.fabric).toMatchObject({
      resources: { 'vpc.amazonaws.com/efa': '32', 'hugepages-2Mi': '5Gi' },
      environment: { FI_PROVIDER: 'efa', FI_EFA_USE_DEVICE_RDMA: '1', FI_EFA_FORK_SAFE: '1' },
      capabilities: [],
    });
    expect(pool.allocatable).toMatchObject({ 'vpc.amazonaws.com/efa': '32', 'hugepages-2Mi': '5Gi' });
    expect(pool.nodeBootstrap).toContain('vm.nr_hugepages=2560');
  });

  test('shares adapters and huge pages between pods when they ask for fewer', () => {
    const fabric = Fabric.efa({ adaptersPerNode: 32, adaptersPerPod: 8, hugePages: Size.gibibytes(1) });
    const { pool } = poolWith(fabric);
    expect(pool.fabric!.resources).toStrictEqual({ 'vpc.amazonaws.com/efa': '8', 'hugepages-2Mi': '1Gi' });
    expect(pool.allocatable['hugepages-2Mi']).toBe('4Gi');
    expect(pool.nodeBootstrap).toContain('vm.nr_hugepages=2048');
  });

  test('asks for no huge pages when there are none', () => {
    const { pool } = poolWith(Fabric.efa({ adaptersPerNode: 4, hugePages: Size.bytes(0) }));
    expect(pool.fabric!.resources).toStrictEqual({ 'vpc.amazonaws.com/efa': '4' });
    expect(pool.nodeBootstrap).not.toContain('hugepages');
  });

  test('installs the device plugin on the pool, from the registry of the region', () => {
    const { stack, cluster } = poolWith(Fabric.efa({ adaptersPerNode: 4 }), AWS);
    expect(chartsOf(stack)['fabric-h800']).toMatchObject({
      name: 'aws-efa-k8s-device-plugin',
      values: {
        image: {
          repository: '918309763551.dkr.ecr.cn-north-1.amazonaws.com.cn/eks/aws-efa-k8s-device-plugin',
          tag: 'v0.5.20',
        },
        nodeSelector: { 'acme.com/pool': 'h800' },
        tolerations: [{ key: 'acme.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      },
    });
    expect(cluster.privilegedNamespaces).toContain('efa-device-plugin');
    const unit = unitOf(stack, 'preflight-h800');
    expect(unit.dependsOn).toContain('test/Cluster/Pools/h800/Fabric');
  });

  test('reads the device plugin through a mirror, with the pull secret', () => {
    const registries = Registries.mirror('registry.acme.com/ai', { pullSecretName: 'pull' });
    const { values } = chartsOf(poolWith(Fabric.efa({ adaptersPerNode: 4 }), { registries }).stack)['fabric-h800'];
    expect(values.image.repository).toBe('registry.acme.com/ai/eks/aws-efa-k8s-device-plugin');
    expect(values.imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
  });

  test('installs none where the cluster has it', () => {
    const charts = (installsDevicePlugin: boolean): any =>
      chartsOf(poolWith(Fabric.efa({ adaptersPerNode: 4, installsDevicePlugin })).stack);
    absent((all: any) => all['fabric-h800'], charts(true), charts(false));
  });

  test('proves adapters and huge pages, and takes shared memory and the wish for no proof', () => {
    const { stack } = poolWith(Fabric.efa({ adaptersPerNode: 4 }));
    expect(expectationOf(manifestsOf(stack))).toStrictEqual({
      DRIVER: 'efa',
      HUGE_PAGES_MIB: '5120',
      MEMORY_LOCK: 'no',
      NETWORKS: '0',
      NICS: '4',
    });
    const quiet = poolWith(Fabric.efa({ adaptersPerNode: 4, preflight: false, sharedMemory: Size.gibibytes(64) }));
    expect(preflightOf(manifestsOf(quiet.stack))).toBeUndefined();
    expect(quiet.pool.fabric!.sharedMemory.toQuantity()).toBe('64Gi');
  });

  test.each([0, 5, 1.5])('fails on %p adapters for each pod of four', (adaptersPerPod) => {
    expect(() => Fabric.efa({ adaptersPerNode: 4, adaptersPerPod })).toThrow(/AIC-2023: adaptersPerPod of the fabric/);
  });

  test('fails on more adapters than the nodes of the cloud have', () => {
    expect(() => poolWith(Fabric.efa({ adaptersPerNode: 9 }), AWS)).toThrow(/AIC-2020.*got 9, want .* 1 to 8/);
  });

  test('fails on huge pages that are no pages', () => {
    const hugePages = Size.mebibytes(3);
    expect(() => Fabric.efa({ adaptersPerNode: 4, hugePages })).toThrow(/AIC-2023: hugePages in pages of 2 MiB/);
  });
});
