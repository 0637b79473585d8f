import { InferenceEndpointOptions, ModelFormat, Runtime, Scale, Size } from '../../lib';
import { chat, pool, queue, served, TestCluster, world, WorldOptions } from './support';
import { testStack } from '../harness';

const serve =
  (options: Partial<InferenceEndpointOptions>, of: WorldOptions = {}) =>
  () =>
    served(options, of);

describe('names', () => {
  test.each(['Chat', '1chat', 'chat-', 'chat.v1', 'a'.repeat(45), ''])('fail when KServe would refuse %p', (name) => {
    expect(() => chat(world(), {}, name)).toThrow(
      /AIC-4001 at test\/Inference\/Endpoints: the name of the endpoint is not usable/,
    );
  });

  test('may be as long as every name that is made of them allows', () => {
    const longest = 'a'.repeat(44);
    const endpoint = chat(world(), {}, longest);
    expect(`isvc.${endpoint.serviceName}`.length).toBeLessThanOrEqual(63);
    expect(endpoint.node.path).toContain(longest);
  });

  test('fail when an endpoint has them already', () => {
    const w = world();
    chat(w);
    expect(() => chat(w)).toThrow(/AIC-4002 at test\/Inference\/Endpoints: the endpoint exists; got 'chat'/);
  });

  test.each(['', ' qwen', 'qwen 3', '-flag'])('fail as a served model: %p', (servedModelName) => {
    expect(serve({ servedModelName })).toThrow(/AIC-4017 at .*chat: the served model name is not usable/);
  });
});

describe('queues', () => {
  test('fail when the pool has none for serving, and say how to add one', () => {
    const w = world();
    w.cluster.servingQueues.clear();
    expect(() => chat(w)).toThrow(
      /AIC-4003 at .*chat: the pool h800 has no queue for serving[^]*QueuePurpose\.SERVING/,
    );
  });

  test('fail when they share the devices of another pool', () => {
    const w = world();
    const other = queue(w.cluster, pool({ poolName: 'l20' }), { queueName: 'serving-l20' });
    expect(() => chat(w, { queue: other })).toThrow(
      /AIC-4004 at .*chat: the queue serving-l20 shares devices of another pool; got l20 of test\/Cluster/,
    );
  });

  test('fail when they are of another cluster', () => {
    const w = world();
    const elsewhere = new TestCluster(testStack('other'));
    expect(() => chat(w, { queue: queue(elsewhere, w.pool) })).toThrow(
      /AIC-4004 at .*chat: .*got h800 of other\/Cluster, want h800 of test\/Cluster/,
    );
  });

  test('warn when the fewest replicas need borrowed devices', () => {
    const short = served({}, { queue: { deservedDevices: 8 } });
    const enough = served({}, { queue: { deservedDevices: 16 } });
    const warnings = (w: typeof short): unknown[] => w.chat.node.metadata.map((entry) => entry.data);
    expect(warnings(short)).toEqual([
      expect.stringMatching(/^AIC-4018: the fewest replicas need 16 devices, and the queue serving owns 8/),
    ]);
    expect(warnings(enough)).toEqual([]);
  });
});

describe('devices', () => {
  test.each([0, 3, 6, 1.5, -2, NaN])('fail to be %p of a replica', (devicesPerReplica) => {
    expect(serve({ devicesPerReplica })).toThrow(/AIC-4005 at .*chat: .*want 1, 2, 4, 8 or another power of two/);
  });

  test('fail to be more than a node has', () => {
    expect(serve({ devicesPerReplica: 16 })).toThrow(
      /AIC-4006 at .*chat: a replica does not fit one node; got 16 devices, where a node of h800 has 8, want at most 8/,
    );
  });

  test('fail to be more than the pool has', () => {
    expect(serve({ scale: Scale.between(1, 17) })).toThrow(
      /AIC-4009 at .*chat: .*got 17 replicas of 8 devices, want at most 16 \(1 on each of 16 nodes\)/,
    );
  });

  test('fail to be the rest of nodes together: a replica is on one', () => {
    const sixes = { pool: { devicesPerNode: 6, expectedNodes: 2 } };
    expect(serve({ devicesPerReplica: 4, scale: Scale.fixed(3) }, sixes)).toThrow(/AIC-4009 .*want at most 2 \(1 on/);
  });

  test('may be all of the pool', () => {
    expect(served({ scale: Scale.between(1, 16) }).chat.endpointName).toBe('chat');
  });
});

describe('memory', () => {
  const l20 = { pool: { acceleratorName: 'NVIDIA L20', deviceMemory: Size.gibibytes(48), devicesPerNode: 4 } };

  test('fails with the sum when the model does not fit, and says how many devices do', () => {
    expect(serve({ devicesPerReplica: 1 }, l20)).toThrow(
      'AIC-4007 at test/Inference/Endpoints/chat: the model qwen3-32b does not fit one replica; got 66 GiB of weights ' +
        "plus 22 GiB of KV cache on 48 GiB (1 × NVIDIA L20), want at most 43.2 GiB (90 % of the devices' memory).\n" +
        '  Give the endpoint 4 devices (devicesPerReplica: 4), or a quantised model.',
    );
  });

  test('fails without a number when no node holds the model', () => {
    const huge = { ...l20, model: { size: Size.gibibytes(400) } };
    expect(serve({ devicesPerReplica: 4 }, huge)).toThrow(/AIC-4007 [^]*No node of h800 holds it: use a quantised/);
  });

  test('counts the cache that is asked for', () => {
    const runtime = Runtime.vllm({ cacheSize: Size.gibibytes(7) });
    expect(
      served({ devicesPerReplica: 1, runtime }, { model: { size: Size.gibibytes(36) }, ...l20 }).chat.namespace,
    ).toBe('models');
    expect(serve({ devicesPerReplica: 1, runtime }, { model: { size: Size.gibibytes(37) }, ...l20 })).toThrow(
      /AIC-4007 .*37 GiB of weights plus 7 GiB of KV cache[^]*or ask for less cache \(cacheSize of the runtime\)\.$/,
    );
  });

  test('counts the part of the devices that is given to vLLM', () => {
    const runtime = Runtime.vllm({ gpuMemoryUtilization: 0.5 });
    expect(serve({ devicesPerReplica: 2, runtime })).toThrow(/AIC-4007 .*want at most 80 GiB \(50 % of the devices/);
  });
});

test.each([ModelFormat.GGUF, ModelFormat.ONNX, ModelFormat.NCNN, ModelFormat.TENSORRT])(
  'fails when vLLM is to read %s',
  (format) => {
    expect(serve({}, { model: { format } })).toThrow(
      new RegExp(
        `AIC-4023 at .*chat: the runtime vllm cannot read the model qwen3-32b; got '${format}', want safetensors`,
      ),
    );
  },
);

test.each([ModelFormat.SAFETENSORS, ModelFormat.PYTORCH, undefined])('lets vLLM read %p', (format) => {
  expect(serve({}, { model: { format } })()).toBeDefined();
});

test('fails when the model is not hot where the endpoint is', () => {
  const elsewhere = { model: { hotPools: [pool({ poolName: 'l40' }), pool({ poolName: 'l20' })] } };
  expect(serve({}, elsewhere)).toThrow(
    /AIC-4010 at .*chat: the model qwen3-32b is not hot on the pool of the endpoint; got 'h800', want a pool of its hot tier \(l20, l40\)/,
  );
});
