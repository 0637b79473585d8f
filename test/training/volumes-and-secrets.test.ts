import { Bundle, ClaimVolume, IVolume } from '../../lib';
import { absent, manifestsOf } from '../harness';
import { containerOf, environmentOf, made, podOf, taskOf } from './training-fixture';

describe('volumes', () => {
  const corpus = ClaimVolume.named('corpus', { namespace: 'research', path: 'v2/tokens', readOnly: true });
  const runs = ClaimVolume.named('runs', { namespace: 'research' });
  const volumes = [
    { volume: runs, mountPath: '/runs' },
    { volume: corpus, mountPath: '/data' },
  ];

  test('are mounted in the order of their paths, with what part of the claim is meant', () => {
    expect(podOf({ volumes }).volumes.slice(1)).toStrictEqual([
      { name: 'volume-0', persistentVolumeClaim: { claimName: 'corpus', readOnly: true } },
      { name: 'volume-1', persistentVolumeClaim: { claimName: 'runs' } },
    ]);
    expect(containerOf({ volumes }).volumeMounts.slice(1)).toStrictEqual([
      { name: 'volume-0', mountPath: '/data', subPath: 'v2/tokens', readOnly: true },
      { name: 'volume-1', mountPath: '/runs' },
    ]);
    expect(containerOf({ volumes: [...volumes].reverse() })).toStrictEqual(containerOf({ volumes }));
  });

  test('say where the job lives, which somebody else brings', () => {
    const { job, stack } = made({ volumes });
    expect(job.namespace).toBe('research');
    absent((key: string) => manifestsOf(stack)[key], 'Namespace/volcano-system', 'Namespace/research');
    expect(made({ volumes, namespace: 'research' }).job.namespace).toBe('research');
  });

  test('of a model bring their labels and must be there first', () => {
    const { stack, job } = made();
    const model: IVolume = {
      namespace: 'models',
      claimName: 'qwen',
      pathInClaim: '',
      readOnly: true,
      podLabels: { 'fluid.io/dataset.models.qwen.sched': 'required' },
      ready: new Bundle(stack, 'Qwen', { target: job.queue.cluster }),
    };
    const mounted = { volumes: [{ volume: model, mountPath: '/models/qwen' }] };
    expect(taskOf('worker', mounted).template.metadata.labels).toStrictEqual(model.podLabels);
  });

  test.each([
    [
      'two namespaces',
      { volumes: [...volumes, { volume: ClaimVolume.named('x', { namespace: 'b' }), mountPath: '/x' }] },
    ],
    ['the namespace of the job', { volumes, namespace: 'training' }],
  ])('fail when they are not in one namespace: %s', (_what, wishes) => {
    expect(() => made(wishes)).toThrow(/AIC-2217.*more than one namespace/);
  });

  test.each([['/dev/shm'], ['data'], ['/checkpoints']])('fail at %s', (mountPath) => {
    const wishes = { volumes: [{ volume: runs, mountPath }], checkpoints: { claimName: 'runs' } };
    expect(() => made(wishes)).toThrow(/AIC-2218/);
  });

  test.each([
    ['Corpus', 'x'],
    ['corpus', '/x'],
    ['corpus', 'a/../b'],
  ])('fail as claim %s with path %s', (name, path) => {
    expect(() => ClaimVolume.named(name, { namespace: 'a', path })).toThrow(/AIC-2215/);
  });
});

describe('secrets', () => {
  test('come by reference, after plain values', () => {
    const container = containerOf({
      environment: { RUN: '7' },
      secretEnvironment: { WANDB_API_KEY: { secretName: 'wandb', key: 'token' } },
    });
    expect(environmentOf(container)).toStrictEqual({
      RUN: '7',
      WANDB_API_KEY: { secretKeyRef: { name: 'wandb', key: 'token' } },
    });
  });

  test.each([
    [{ WANDB_API_KEY: 'f00dfeedf00dfeedf00d' }],
    [{ DB_PASSWORD: 'correct horse' }],
    [{ AWS_SECRET_ACCESS_KEY: '${TfToken[TOKEN.1]}' }],
    [{ X: 'AKIAIOSFODNN7EXAMPLE' }],
    [{ X: 'hf_abcdefghijklmnopqrstuvwxyz' }],
    [{ URL: 'postgres://me:secret@db/x' }],
    [{ PEM: '-----BEGIN RSA PRIVATE KEY-----' }],
  ])('fail in plain text: %j', (environment) => {
    expect(() => made({ environment } as any)).toThrow(/AIC-2216.*secretEnvironment/s);
  });

  test.each([
    [{ TOKENIZERS_PARALLELISM: 'false' }],
    [{ MAX_TOKENS: '409600000' }],
    [{ PAD_TOKEN: '<|endoftext|>' }],
    [{ HF_TOKEN: '/run/secrets/token' }],
    [{ URL: 'https://hub.acme.com/x' }],
  ])('are not seen in %j', (environment) => {
    expect(containerOf({ environment } as any).env).toHaveLength(1);
  });

  test('fail when a name is given twice', () => {
    const secretEnvironment = { RUN: { secretName: 'a', key: 'b' } };
    expect(() => made({ environment: { RUN: '7' }, secretEnvironment })).toThrow(/AIC-2210.*in environment or in/);
    expect(() => made({ secretEnvironment: { RANK: { secretName: 'a', key: 'b' } } })).toThrow(/AIC-2210/);
  });
});
