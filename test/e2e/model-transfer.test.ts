import { ObjectStore } from '../support/object-store';
import { runStep } from '../support/run-step';
import { rcloneEnvironment, rclonePath } from '../../lib/model-store/moving/private/rclone';
import { ResolvedBucket, resolveWarm } from '../../lib/model-store/warm/private/resolve-warm';
import { Fixture, minio } from '../model-store/fixture';

// Go programs may have to be built first.
jest.setTimeout(1_200_000);

let store: ObjectStore;

beforeAll(async () => {
  store = await ObjectStore.start({ buckets: ['acme-models'] });
  store.put('acme-models', 'qwen3/v1', { 'config.json': '{}', 'model-00001.safetensors': 'weights' });
});
afterAll(async () => {
  await store?.stop();
});

test('a server with the S3 API lists what a container with the environment of the warm tier sees', async () => {
  const { cluster, stack } = new Fixture();
  const warm = resolveWarm(stack, cluster, minio({ endpoint: store.endpoint })) as ResolvedBucket;
  const container = {
    name: 'list',
    command: ['rclone', 'lsf', '--recursive', rclonePath('warm', warm, 'qwen3')],
    env: rcloneEnvironment('warm', warm),
  };
  const { code, output } = await runStep(container, { secrets: { 'models-s3': store.secret } });
  expect({
    code,
    lines: output
      .trim()
      .split('\n')
      .filter((line) => !line.includes('NOTICE'))
      .sort(),
  }).toStrictEqual({
    code: 0,
    lines: ['v1/', 'v1/config.json', 'v1/model-00001.safetensors'],
  });
});
