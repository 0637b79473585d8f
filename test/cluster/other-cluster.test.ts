import {
  AINativeCluster,
  ClusterAccess,
  HotTier,
  InferenceEdge,
  ModelSource,
  QueuePurpose,
  Runtime,
  Scale,
  SecretReference,
  Size,
  TieredModelStore,
  WarmTier,
} from '../../lib';
import { clusterFixture, poolOptions } from './support';

/** Two clusters of one stack, each with a pool and a serving queue of the same names. */
function twoClusters(): any {
  const { stack, cluster } = clusterFixture();
  const other = new AINativeCluster(stack, 'Other', { access: ClusterAccess.kubeconfig('~/.kube/other') });
  const [own, foreign] = [cluster, other].map((one) => {
    const pool = one.pools.add('h800', poolOptions('h800', { nvmePerNode: Size.tebibytes(3) }));
    one.queues.add('serving', { pool, deservedDevices: 16, purpose: QueuePurpose.SERVING });
    return pool;
  });
  const store = (id: string, of: AINativeCluster, pool: any): TieredModelStore =>
    new TieredModelStore(stack, id, {
      cluster: of,
      hot: HotTier.nvme({ pools: [pool] }),
      warm: WarmTier.bucket('models', {
        endpoint: 's3.acme.com',
        credentials: SecretReference.named('models-s3'),
      }),
    });
  const endpointOf = (models: TieredModelStore, pool: any): unknown =>
    new InferenceEdge(stack, 'Inference', { cluster }).endpoints.add('chat', {
      model: models.add('qwen', { source: ModelSource.bucketPath('qwen/1'), size: Size.gibibytes(66) }),
      runtime: Runtime.vllm(),
      pool,
      devicesPerReplica: 8,
      scale: Scale.fixed(1),
    });
  return { cluster, other, own, foreign, store, endpointOf };
}

test('fails on a queue on the pool of another cluster', () => {
  const { cluster, foreign } = twoClusters();
  expect(() => cluster.queues.add('research', { pool: foreign, deservedDevices: 8 })).toThrow(
    /AIC-2114 .*the pool belongs to another cluster; got 'test\/Other\/Pools\/h800', want a pool of test\/Cluster/,
  );
});

test('fails on a hot tier on the pool of another cluster', () => {
  const { cluster, foreign, store } = twoClusters();
  expect(() => store('Models', cluster, foreign)).toThrow(
    /AIC-3020 at test\/Models: .*got 'test\/Other\/Pools\/h800', want pools of test\/Cluster/,
  );
});

test('fails on an endpoint on the pool of another cluster', () => {
  const { cluster, own, foreign, store, endpointOf } = twoClusters();
  expect(() => endpointOf(store('Models', cluster, own), foreign)).toThrow(
    /AIC-4022 at .*chat: .*not of one cluster; got 'test\/Other\/Pools\/h800'/,
  );
});

test('fails on an endpoint whose model is kept in another cluster', () => {
  const { other, own, foreign, store, endpointOf } = twoClusters();
  expect(() => endpointOf(store('Models', other, foreign), own)).toThrow(
    /AIC-4022 at .*chat: .*not of one cluster; got 'test\/Other\/Pools\/h800'/,
  );
});

test('takes pools of the same name in two clusters, each with what is its own', () => {
  const { cluster, own, store, endpointOf } = twoClusters();
  expect(endpointOf(store('Models', cluster, own), own)).toMatchObject({ endpointName: 'chat' });
});
