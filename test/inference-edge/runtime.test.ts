import { IRuntime, Runtime, RuntimeConfig, RuntimeRequest, Scale, Size, VllmOptions } from '../../lib';
import { RUNTIME_IMAGES } from '../../lib/catalog/inference-images';
import { absent, blueprintOf, manifestsOf } from '../harness';
import { chat, model, served, world, World } from './support';

function bound(options?: VllmOptions): RuntimeConfig {
  return Runtime.vllm(options).bind({
    model: world().model,
    modelPath: '/mnt/models/weights',
    servedModelName: 'qwen3-32b',
    devices: 4,
    drainSeconds: 45,
  });
}

const flag = (config: RuntimeConfig, name: string): string | undefined =>
  config.arguments.find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1);

describe('vLLM', () => {
  test('serves the weights on all devices of the replica', () => {
    const config = bound();
    expect(config.command).toEqual(['vllm', 'serve']);
    expect(config.arguments[0]).toBe('/mnt/models/weights');
    expect(flag(config, '--tensor-parallel-size')).toBe('4');
    expect(flag(config, '--served-model-name')).toBe('qwen3-32b');
    expect(flag(config, '--port')).toBe(String(config.port));
    expect(flag(config, '--shutdown-timeout')).toBe('45');
  });

  test('is the pinned image, or another one by tag or digest', () => {
    const digest = `registry.acme.com:5000/vllm@sha256:${'0'.repeat(64)}`;
    expect(bound().image).toBe(RUNTIME_IMAGES.vllm);
    expect(bound({ image: digest }).image).toBe(digest);
    expect(bound({ image: 'registry.acme.com:5000/vllm:v0.25.1' }).image).toMatch(/v0\.25\.1$/);
  });

  test.each(['vllm/vllm-openai', 'vllm/vllm-openai:latest', 'registry.acme.com:5000/vllm', 'vllm@sha256:abc'])(
    'fails on the image %p',
    (image) => {
      expect(() => Runtime.vllm({ image })).toThrow(/AIC-4013: the image is not pinned/);
    },
  );

  test('takes nine tenths of the memory, or what is said', () => {
    expect(flag(bound(), '--gpu-memory-utilization')).toBe('0.9');
    expect(bound().deviceMemoryShare).toBe(0.9);
    expect(flag(bound({ gpuMemoryUtilization: 0.95 }), '--gpu-memory-utilization')).toBe('0.95');
    expect(bound({ gpuMemoryUtilization: 0.95 }).deviceMemoryShare).toBe(0.95);
  });

  test('takes requests as long as the model does, unless a length is given', () => {
    absent((config: RuntimeConfig) => flag(config, '--max-model-len'), bound({ maxModelLength: 32768 }), bound());
    expect(flag(bound({ maxModelLength: 32768 }), '--max-model-len')).toBe('32768');
  });

  test('needs a cache of a third of the weights, or what is said', () => {
    expect(bound().cacheSize.toString()).toBe('22 GiB');
    expect(bound({ cacheSize: Size.gibibytes(40) }).cacheSize.toString()).toBe('40 GiB');
  });

  test('takes more arguments, in their order and at the end', () => {
    const extraArguments = ['--enable-prefix-caching', '--max-num-seqs', '64'];
    expect(bound({ extraArguments }).arguments.slice(-3)).toEqual(extraArguments);
  });

  test.each(['--port=1', '--tensor-parallel-size', '-tp', '--model', '--served-model-name=x', '--max-model-len'])(
    'fails on the extra argument %p, which is decided elsewhere',
    (argument) => {
      expect(() => Runtime.vllm({ extraArguments: ['--enforce-eager', argument] })).toThrow(
        /AIC-4012: an extra argument is decided elsewhere/,
      );
    },
  );

  test.each([
    { gpuMemoryUtilization: 0 },
    { gpuMemoryUtilization: 1.1 },
    { gpuMemoryUtilization: NaN },
    { maxModelLength: 0 },
    { maxModelLength: 1.5 },
  ])('fails on %p', (options) => {
    expect(() => Runtime.vllm(options)).toThrow(/AIC-4011: an option of vLLM is out of range/);
  });

  test('runs as the user of its image, with a home that is writable and a name that is known', () => {
    const { environment, homeDirectory, userId } = bound();
    expect(userId).toBe(2000);
    expect(environment).toMatchObject({ HOME: homeDirectory, USER: 'vllm' });
  });

  test('asks nobody outside', () => {
    expect(bound().environment).toMatchObject({ HF_HUB_OFFLINE: '1', VLLM_NO_USAGE_STATS: '1' });
  });

  test('keeps a core busy for each device, and two more', () => {
    expect(bound().busyCores).toBe(6);
  });
});

describe('scale', () => {
  test('has two bounds and a target, or one number and none', () => {
    expect(Scale.between(2, 8)).toMatchObject({ minReplicas: 2, maxReplicas: 8, targetBusyPercent: 50 });
    expect(Scale.fixed(3)).toMatchObject({ minReplicas: 3, maxReplicas: 3 });
    absent((scale: Scale) => scale.targetBusyPercent, Scale.between(2, 8), Scale.fixed(3));
  });

  test.each([
    [2, 1],
    [0, 1],
    [1.5, 2],
    [1, NaN],
    [-1, 1],
  ])('fails between %p and %p', (least, most) => {
    expect(() => Scale.between(least, most)).toThrow(/AIC-4008: the bounds of the scale are not usable/);
  });

  test('fails on no replica at all', () => {
    expect(() => Scale.fixed(0)).toThrow(/AIC-4008: .*got \[ 0, 0 \]/);
  });

  test.each([0, 101, 12.5, NaN])('fails on a target of %p percent', (targetBusyPercent) => {
    expect(() => Scale.between(1, 2, { targetBusyPercent })).toThrow(/AIC-4014: .*from 1 to 100/);
  });
});

const predictorOf = (w: World): any => manifestsOf(w.stack)['InferenceService/chat'].spec.predictor;
const containerOf = (w: World): any => predictorOf(w).containers[0];

/** A runtime of somebody else. */
class Echo implements IRuntime {
  public asked?: RuntimeRequest;

  public bind(request: RuntimeRequest): any {
    this.asked = request;
    return {
      runtimeName: 'echo',
      image: 'ghcr.io/acme/echo:1.0.0',
      arguments: [request.modelPath],
      port: 9000,
      healthPath: '/ready',
      homeDirectory: '/cache',
      userId: 1234,
      groupId: 1234,
      deviceMemoryShare: 1,
      cacheSize: Size.bytes(0),
      busyCores: 1,
    };
  }
}

describe('a runtime of the user’s own', () => {
  test('is told what to serve', () => {
    const runtime = new Echo();
    const w = world();
    const odd = model(w.cluster, w.pool, { modelName: 'odd', pathInClaim: '/a//b/' });
    chat(w, { runtime, model: odd, devicesPerReplica: 4 });
    expect(runtime.asked).toMatchObject({ modelPath: '/mnt/models/a/b', servedModelName: 'odd', devices: 4 });
  });

  test('says how its container runs', () => {
    const w = served({ runtime: new Echo() });
    expect(containerOf(w)).toMatchObject({
      image: 'ghcr.io/acme/echo:1.0.0',
      args: ['/mnt/models/weights/v1'],
      env: [],
      ports: [{ name: 'http', containerPort: 9000, protocol: 'TCP' }],
      readinessProbe: { httpGet: { path: '/ready', port: 9000 } },
    });
    expect(containerOf(w).volumeMounts).toContainEqual({ name: 'home', mountPath: '/cache' });
    expect(predictorOf(w).securityContext).toMatchObject({ runAsUser: 1234, runAsGroup: 1234 });
    expect(blueprintOf(w.stack).endpoints[0].runtime).toBe('echo');
    absent((x: World) => containerOf(x).command, served({ runtime: Runtime.vllm() }), w);
  });
});
