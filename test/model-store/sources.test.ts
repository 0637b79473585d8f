import { ClaimVolume, ImportOptions, ModelSource, Size } from '../../lib';
import { manifestsOf } from '../harness';
import { Fixture } from './fixture';
import {
  COMMIT,
  DIGEST,
  HUGGING_FACE,
  CREDENTIALS,
  BUCKET,
  IMAGE,
  CLAIM,
  jobOf,
  stepsOf,
  environmentOf,
  stepOf,
} from './import-fixture';

describe('Hugging Face', () => {
  const fetch = (options?: Parameters<typeof ModelSource.huggingFace>[2], imports?: ImportOptions): any =>
    stepOf('fetch', { source: ModelSource.huggingFace('Qwen/Qwen3-32B', COMMIT, options) }, imports);

  test('is asked for one commit of one repository', () => {
    expect(fetch().command.slice(3)).toStrictEqual(['Qwen/Qwen3-32B', COMMIT, 'model']);
    expect(fetch().image).toBe('docker.io/kserve/storage-initializer:v0.20.0');
  });

  test('is asked for a dataset where one is added', () => {
    const fixture = new Fixture();
    fixture.store().addDataset('corpus', { source: HUGGING_FACE, size: Size.gibibytes(2) });
    const job = Object.entries<any>(manifestsOf(fixture.stack)).find(([key]) => key.startsWith('Job/import-corpus-'));
    expect(stepsOf(job![1])[1].command.slice(3)).toStrictEqual(['Qwen/Qwen3-32B', COMMIT, 'dataset']);
  });

  test('is itself unless a mirror is given, and asks for no token unless one is named', () => {
    expect(Object.keys(environmentOf(fetch()))).toStrictEqual(['HF_HUB_DISABLE_TELEMETRY', 'HOME']);
    const token = { secretName: 'hf', key: 'token' };
    expect(environmentOf(fetch({ endpoint: 'https://hf-mirror.com', token }))).toMatchObject({
      HF_ENDPOINT: 'https://hf-mirror.com',
      HF_TOKEN: { name: 'hf', key: 'token' },
    });
  });

  test('is fetched with another image when one is given', () => {
    const huggingFaceImage = 'registry.acme.com/tools/hf:1.2';
    expect(fetch({}, { huggingFaceImage }).image).toBe(huggingFaceImage);
  });

  test.each(['registry.acme.com/hf', 'registry.acme.com/hf:latest'])('fails with the image %p', (huggingFaceImage) => {
    expect(() => fetch({}, { huggingFaceImage })).toThrow(/AIC-3362 at test\/Models\/qwen3-32b: .*is not pinned/);
  });

  test.each(['main', 'v1.0', 'a'.repeat(39), COMMIT.toUpperCase(), ''])('fails on the revision %p', (revision) => {
    expect(() => ModelSource.huggingFace('Qwen/Qwen3-32B', revision)).toThrow(
      /^AIC-3357: the revision of Hugging Face pins nothing; .*want a commit of 40 hexadecimal digits\./,
    );
  });

  test.each(['qwen', 'a/b/c', '-a/b', 'a/$(id)', ''])('fails on the repository %p', (repository) => {
    expect(() => ModelSource.huggingFace(repository, COMMIT)).toThrow(/^AIC-3356: Hugging Face has no such repository/);
  });

  test.each(['hf-mirror.com', 'https://hf-mirror.com/api', 'ftp://x'])('fails on the mirror %p', (endpoint) => {
    expect(() => ModelSource.huggingFace('a/b', COMMIT, { endpoint })).toThrow(/^AIC-3358: the address of the site/);
  });

  test('passes through the disk of the node, with room for the model and no more', () => {
    const [scratch] = jobOf({ source: HUGGING_FACE }).spec.template.spec.volumes;
    expect(scratch).toStrictEqual({ name: 'scratch', emptyDir: { sizeLimit: '74Gi' } });
  });

  test('asks for a node with that room, unless a volume brings its own', () => {
    expect(fetch().resources.requests['ephemeral-storage']).toBe('74Gi');
    expect(Object.keys(fetch({}, { scratchStorageClass: 'topolvm' }).resources.requests)).toStrictEqual([
      'cpu',
      'memory',
    ]);
  });

  test('passes through a volume of the class that is given', () => {
    const [scratch] = jobOf({ source: HUGGING_FACE }, { scratchStorageClass: 'topolvm' }).spec.template.spec.volumes;
    expect(scratch.ephemeral.volumeClaimTemplate.spec).toStrictEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'topolvm',
      resources: { requests: { storage: '74Gi' } },
    });
  });
});

describe('ModelScope', () => {
  const fetch = (options?: Parameters<typeof ModelSource.modelScope>[2], imports?: ImportOptions): any =>
    stepOf('fetch', { source: ModelSource.modelScope('Qwen/Qwen3-32B', 'v1.0.2', options) }, imports);

  test('is asked for one revision, with the client that the image of vLLM has', () => {
    expect(fetch().command.slice(3)).toStrictEqual(['Qwen/Qwen3-32B', 'v1.0.2', 'model']);
    expect(fetch().image).toBe('docker.io/vllm/vllm-openai:v0.26.0');
    expect(fetch({}, { modelScopeImage: 'acme/ms:1' }).image).toContain('acme/ms:1');
  });

  test('is the site in China unless another is named, and asks for no token unless one is named', () => {
    expect(Object.keys(environmentOf(fetch()))).toStrictEqual(['HOME']);
    const token = { secretName: 'ms', key: 'token' };
    expect(environmentOf(fetch({ domain: 'www.modelscope.ai', token }))).toMatchObject({
      MODELSCOPE_DOMAIN: 'www.modelscope.ai',
      MODELSCOPE_API_TOKEN: { name: 'ms', key: 'token' },
    });
  });

  test('takes a commit too', () => {
    expect(ModelSource.modelScope('Qwen/Qwen3-32B', COMMIT).origin).toBe(`ModelScope, Qwen/Qwen3-32B at ${COMMIT}`);
  });

  test.each(['master', 'main', 'latest', ''])('fails on the revision %p', (revision) => {
    expect(() => ModelSource.modelScope('Qwen/Qwen3-32B', revision)).toThrow(
      /^AIC-3357: the revision of ModelScope pins nothing; .*or a tag such as v1.0.2/,
    );
  });

  test('fails on a domain that is none', () => {
    expect(() => ModelSource.modelScope('a/b', COMMIT, { domain: 'x/y' })).toThrow(/^AIC-3358/);
  });
});

describe('another bucket', () => {
  test('is read with its own credentials, and nothing passes through a disk', () => {
    const publish = environmentOf(stepOf('publish', { source: BUCKET, version: '1' }));
    expect(publish).toMatchObject({
      SOURCE: 'source:research-1250000000/qwen3',
      RCLONE_CONFIG_SOURCE_ACCESS_KEY_ID: { name: 'other-s3', key: 'AWS_ACCESS_KEY_ID' },
      RCLONE_CONFIG_SOURCE_ENDPOINT: 'https://cos.ap-guangzhou.myqcloud.com',
      RCLONE_CONFIG_SOURCE_PROVIDER: 'TencentCOS',
    });
    expect(stepsOf(jobOf({ source: BUCKET, version: '1' })).map(({ name }) => name)).toStrictEqual(['look', 'publish']);
  });

  test('is signed for and addressed as it is given', () => {
    const options = { credentials: CREDENTIALS, endpoint: 'http://minio:9000', region: 'eu-1', usePathStyle: false };
    const source = ModelSource.objectStorage('s3://acme/x/y', options);
    expect(environmentOf(stepOf('publish', { source, version: '1' }))).toMatchObject({
      RCLONE_CONFIG_SOURCE_REGION: 'eu-1',
      RCLONE_CONFIG_SOURCE_FORCE_PATH_STYLE: 'false',
    });
  });

  test.each(['https://acme/x', 's3://acme', 's3:///x', 'acme/x', ''])('fails at %p', (url) => {
    expect(() => ModelSource.objectStorage(url, { credentials: CREDENTIALS, endpoint: 'x' })).toThrow(
      /^AIC-3360: the source is no path of a bucket/,
    );
  });
});

describe('an image', () => {
  test('is mounted as a volume, from the directory of modelcars unless another is named', () => {
    const job = jobOf({ source: IMAGE });
    expect(job.spec.template.spec.volumes[1]).toStrictEqual({
      name: 'source',
      image: { reference: `registry.acme.com/models/qwen3@${DIGEST}`, pullPolicy: 'IfNotPresent' },
    });
    const publish = stepsOf(job)[1];
    expect(publish.volumeMounts[1]).toStrictEqual({ name: 'source', mountPath: '/source', readOnly: true });
    expect(environmentOf(publish).SOURCE).toBe('/source/models');
    const other = ModelSource.image(`registry.acme.com/models/qwen3@${DIGEST}`, { path: 'weights/v1' });
    expect(environmentOf(stepOf('publish', { source: other })).SOURCE).toBe('/source/weights/v1');
  });

  test('is pinned by its digest', () => {
    expect(environmentOf(stepOf('publish', { source: IMAGE })).TARGET).toBe('warm:acme-models/qwen3-32b/abababababab');
  });

  test.each(['registry.acme.com/models/qwen3:1', 'x@sha256:abc', ''])('fails as %p', (reference) => {
    expect(() => ModelSource.image(reference)).toThrow(/^AIC-3359: the image of the model is not pinned/);
  });
});

describe('a claim', () => {
  test('is mounted to be read', () => {
    const job = jobOf({ source: CLAIM, version: '1' });
    expect(job.spec.template.spec.volumes[1]).toStrictEqual({
      name: 'source',
      persistentVolumeClaim: { claimName: 'filled', readOnly: true },
    });
    expect(environmentOf(stepsOf(job)[1]).SOURCE).toBe('/source/out/qwen3');
    const root = ModelSource.volume(ClaimVolume.named('filled', { namespace: 'models' }));
    expect(environmentOf(stepOf('publish', { source: root, version: '1' })).SOURCE).toBe('/source');
  });

  test('fails in another namespace', () => {
    const source = ModelSource.volume(ClaimVolume.named('filled', { namespace: 'research' }));
    expect(() => jobOf({ source, version: '1' })).toThrow(
      /AIC-3361 at test\/Models\/qwen3-32b-1: the claim .*got 'research', want models/,
    );
  });
});

test.each([
  ['another bucket', BUCKET],
  ['a claim', CLAIM],
])('fails without a version when it comes from %s, which pins nothing', (_what, source) => {
  expect(() => jobOf({ source })).toThrow(/AIC-3363 at test\/Models\/qwen3-32b: nothing pins the model qwen3-32b/);
});
