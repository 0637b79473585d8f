import {
  Duration,
  ModelSource,
  Prefetch,
  Registries,
  SecretReference,
  Size,
  StoredModelOptions,
  WarmFileSystem,
  WarmTier,
} from '../../lib';
import { absent, blueprintOf, bundlesOf, manifestsOf, terraformOf } from '../harness';
import { Fixture, minio, QWEN, stackWith } from './fixture';
import { COMMIT, HUGGING_FACE, IMAGE, CLAIM, jobOf, stepsOf, environmentOf, stepOf } from './import-fixture';

describe('what is in the bucket', () => {
  test('is used where it is, and not imported', () => {
    absent((stack) => jobIn(stack), stackWith({ source: HUGGING_FACE }), stackWith());
  });

  const jobIn = (stack: any): any =>
    Object.keys(manifestsOf(stack)).find((key) => key.startsWith('Job/import-qwen3-32b-'));
});

describe('an import', () => {
  test('is a release before that of the cache, which waits until it has completed', () => {
    const stack = stackWith({ source: HUGGING_FACE });
    expect(bundlesOf(stack)['import-qwen3-32b']).toStrictEqual([expect.stringMatching(/^Job\/import-qwen3-32b-/)]);
    const { units } = blueprintOf(stack);
    const cache = units.find((unit: any) => unit.releaseName === 'model-qwen3-32b');
    expect(cache.dependsOn).toContain('test/Models/qwen3-32b/Import');
    const releases = Object.values<any>(terraformOf(stack).resource.helm_release);
    const release = releases.find(({ name }) => name === 'import-qwen3-32b');
    expect(release).toMatchObject({
      wait: true,
      wait_for_jobs: true,
      timeout: 3600 + Math.ceil((66 * 1024 ** 3) / 25e6),
    });
  });

  test('is what the prefetch waits for, however it is delivered', () => {
    const stack = stackWith({ source: HUGGING_FACE });
    const manifests = manifestsOf(stack);
    const [, imported] = Object.entries<any>(manifests).find(([key]) => key.startsWith('Job/import-'))!;
    const [, first] = Object.entries<any>(manifests).find(([key]) => key.startsWith('Job/first-load-'))!;
    expect(JSON.stringify(first.spec.template.spec)).toContain(`jobs.batch/${imported.metadata.name}`);
    absent(
      (one) => Object.keys(manifestsOf(one)).find((key) => key.startsWith('Job/first-load-')),
      stack,
      stackWith({ source: HUGGING_FACE, prefetch: Prefetch.NEVER }),
    );
  });

  test('puts files below name and revision, where the cache finds them', () => {
    const stack = stackWith({ source: HUGGING_FACE });
    const path = `qwen3-32b/${COMMIT}`;
    expect(environmentOf(stepOf('publish', { source: HUGGING_FACE })).TARGET).toBe(`warm:acme-models/${path}`);
    expect(blueprintOf(stack).models[0].source).toBe(`s3://acme-models/${path}`);
  });

  test('puts files below the version when there is one', () => {
    const target = environmentOf(stepOf('publish', { source: IMAGE, version: '2.1' })).TARGET;
    expect(target).toBe('warm:acme-models/qwen3-32b/2.1');
  });

  test('is another Job when it would bring something else, and the same when it would not', () => {
    const nameOf = (options: Partial<StoredModelOptions>): string => jobOf(options).metadata.name;
    expect(nameOf({ source: HUGGING_FACE })).toBe(nameOf({ source: HUGGING_FACE }));
    const other = ModelSource.huggingFace('Qwen/Qwen3-32B', 'a'.repeat(40));
    expect(nameOf({ source: other })).not.toBe(nameOf({ source: HUGGING_FACE }));
  });

  test('runs as nobody, keeps what it has when a step fails, and stays when it is done', () => {
    const { spec } = jobOf({ source: HUGGING_FACE });
    expect(spec.template.spec.restartPolicy).toBe('OnFailure');
    expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(spec.template.spec.automountServiceAccountToken).toBe(false);
    expect(Object.keys(spec)).not.toContain('ttlSecondsAfterFinished');
    for (const step of stepsOf({ spec })) {
      expect(step.securityContext).toMatchObject({ readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    }
  });

  test('writes as jobs do in the warm tier', () => {
    const warm = minio({ jobCredentials: SecretReference.named('writer', { accessKeyIdKey: 'id' }) });
    const manifests = manifestsOf(stackWith({ source: HUGGING_FACE }, { warm }));
    const job = Object.entries<any>(manifests).find(([key]) => key.startsWith('Job/import-'));
    const { RCLONE_CONFIG_WARM_ACCESS_KEY_ID: id } = environmentOf(stepsOf(job![1])[2]);
    expect(id).toStrictEqual({ name: 'writer', key: 'id' });
  });

  test('may take as long as it is given', () => {
    const { spec } = jobOf({ source: HUGGING_FACE }, { deadline: Duration.hours(9) });
    expect(spec.activeDeadlineSeconds).toBe(9 * 3600);
    expect(jobOf({ source: HUGGING_FACE }).spec.activeDeadlineSeconds).toBe(3600 + Math.ceil((66 * 1024 ** 3) / 25e6));
  });

  test('knows how many bytes the program counts with', () => {
    expect(environmentOf(stepOf('publish', { source: CLAIM, version: '1', size: Size.bytes(12) })).MOST_BYTES).toBe(
      '12',
    );
  });

  test('names its images in the blueprint, from the mirror when there is one', () => {
    const registries = Registries.mirror('mirror.acme.com/ai');
    const fixture = new Fixture({}, { registries });
    fixture.store().add('qwen3-32b', { ...QWEN, source: HUGGING_FACE });
    const images = blueprintOf(fixture.stack).images.map(({ reference }: any) => reference);
    expect(images).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^mirror\.acme\.com\/ai\/.*rclone/),
        expect.stringMatching(/^mirror\.acme\.com\/ai\/.*storage-initializer/),
      ]),
    );
  });
});

describe('a warm tier that is a file system', () => {
  const warmOf = (writable: boolean): WarmTier =>
    WarmTier.fileSystem(WarmFileSystem.existingClaim('models-fs'), { pathPrefix: 'llm', writable });

  test('is mounted and written to', () => {
    const manifests = manifestsOf(stackWith({ source: HUGGING_FACE }, { warm: warmOf(true) }));
    const job = Object.entries<any>(manifests).find(([key]) => key.startsWith('Job/import-'))![1];
    expect(job.spec.template.spec.volumes[1]).toStrictEqual({
      name: 'warm',
      persistentVolumeClaim: { claimName: 'models-fs' },
    });
    expect(environmentOf(stepsOf(job)[2]).TARGET).toBe(`/warm/llm/qwen3-32b/${COMMIT}`);
  });

  test('fails when it may only be read', () => {
    expect(() => stackWith({ source: HUGGING_FACE }, { warm: warmOf(false) })).toThrow(
      /AIC-3364 at test\/Models\/qwen3-32b: nothing can be imported into a file system that is only read/,
    );
  });
});
