import { TerraformStack } from 'cdktf';
import { Runtime, Size } from '../../lib';
import { blueprintOf, manifestsOf } from '../harness';
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

describe('what device software and provisioner want on pods', () => {
  const wanted = {
    resources: {},
    annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
    labels: { 'acme.com/devices': 'claimed' },
    devices: 8,
    runtimeClassName: 'nvidia',
    claims: [{ deviceClassName: 'gpu.nvidia.com', count: 8 }],
  };

  test('is on the replicas of an endpoint', () => {
    const { stack } = served({}, { pool: { allocate: () => wanted } });
    const { predictor } = manifestsOf(stack)['InferenceService/chat'].spec;
    expect(predictor.annotations).toStrictEqual({
      'karpenter.sh/do-not-disrupt': 'true',
      'scheduling.volcano.sh/queue-name': 'serving',
    });
    expect(predictor.labels).toStrictEqual({
      'acme.com/devices': 'claimed',
      'fuse.serverful.fluid.io/inject': 'true',
    });
    expect(predictor.runtimeClassName).toBe('nvidia');
    expect(predictor.resourceClaims).toStrictEqual([
      { name: 'devices-0', resourceClaimTemplateName: expect.stringMatching(/^chat-[0-9a-f]{8}-devices-0$/) },
    ]);
    expect(predictor.containers[0].resources.claims).toStrictEqual([{ name: 'devices-0' }]);
    const template = predictor.resourceClaims[0].resourceClaimTemplateName as string;
    const { metadata, spec } = manifestsOf(stack)[`ResourceClaimTemplate/${template}`];
    expect(metadata.namespace).toBe(predictorNamespace(stack));
    expect(spec.spec.devices.requests[0].exactly).toMatchObject({ deviceClassName: 'gpu.nvidia.com', count: 8 });
  });

  test('is not there where devices are counted and nobody wants anything', () => {
    const { stack } = served();
    const { predictor } = manifestsOf(stack)['InferenceService/chat'].spec;
    expect(predictor.runtimeClassName).toBeUndefined();
    expect(predictor.resourceClaims).toBeUndefined();
    expect(predictor.containers[0].resources.claims).toBeUndefined();
    expect(JSON.stringify(blueprintOf(stack))).not.toContain('ResourceClaimTemplate');
  });
});

const predictorNamespace = (stack: TerraformStack): string =>
  manifestsOf(stack)['InferenceService/chat'].metadata.namespace as string;
