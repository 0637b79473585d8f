import { Runtime, Size } from '../../lib';
import { manifestsOf } from '../harness';
import { chat, served, world } from './support';

test('an endpoint takes a slice of a shared device for its part of it', () => {
  const resources = { 'nvidia.com/gpu.shared': '1' };
  const sliced = { pool: { allocate: () => ({ resources, annotations: {}, labels: {}, devices: 0.5 }) } };
  const w = world({ ...sliced, model: { size: Size.gibibytes(8) } });
  chat(w, { devicesPerReplica: 1, runtime: Runtime.vllm({ cacheSize: Size.gibibytes(8) }) });
  const { spec } = manifestsOf(w.stack)['InferenceService/chat'];
  const { requests, limits } = spec.predictor.containers[0].resources;
  expect(requests).toStrictEqual({ cpu: '8500m', memory: '105Gi', ...resources });
  expect(limits).toStrictEqual({ cpu: '10', memory: '120Gi', ...resources });
  expect(() => served({ devicesPerReplica: 1 }, { ...sliced, model: { size: Size.gibibytes(40) } })).toThrow(
    /AIC-4007.*on 40 GiB \(0\.5 × NVIDIA H800\)/,
  );
});
