import { dirname } from 'node:path';
import { CloudProfile, RestoreJob, RestoreJobProps } from '../../lib';
import { manifestsOf } from '../harness';
import { CREDENTIALS } from '../model-store/fixture';
import { ArchiveDouble, ArchivedObject } from '../support/archive-double';
import { Outcome } from '../support/control-plane';
import { runStep } from '../support/run-step';
import { archiveFixture } from '../model-store/cold/support';

// Go programs may have to be built first.
jest.setTimeout(1_200_000);

const SECRET = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
let double: ArchiveDouble;

afterEach(async () => {
  await double.stop();
});

/** Runs the Job's command against the double, with rclone. */
async function restore(props: Partial<RestoreJobProps> = {}): Promise<Outcome> {
  const { stack, store } = archiveFixture({ endpoint: double.endpoint, credentials: CREDENTIALS });
  new RestoreJob(stack, 'Restore', { store, path: 'retired/old', ...props });
  const [, job] = Object.entries(manifestsOf(stack)).find(([key]) => key.startsWith('Job/restore'))!;
  return runStep(job.spec.template.spec.containers[0], {
    secrets: { 'models-s3': SECRET },
    environment: { RESTORE_POLL_SECONDS: '0.1' },
  });
}

const frozen = (): ArchivedObject => ({ storageClass: 'GLACIER' });

test('what stands in the archive is asked for once, and awaited until it can be read', async () => {
  const objects = {
    'retired/old/a': frozen(),
    'retired/old/b/c': { storageClass: 'DEEP_ARCHIVE' },
    'retired/older/d': frozen(),
  };
  double = await ArchiveDouble.start(objects, 5);
  const { code, output } = await restore();
  expect(output).toMatch(/asked for 2 of 2 objects below archive:acme-models\/retired\/old, for 7 days/);
  expect(output).toMatch(/waiting for 2 of 2 objects: .*restore first/);
  expect(output).toMatch(/all 2 objects can be read\n$/);
  expect(code).toBe(0);
  expect(double.asked.map(([key]) => key).sort()).toStrictEqual(['retired/old/a', 'retired/old/b/c']);
  expect(double.asked[0][1]).toMatch(/<Days>7<\/Days>.*<Tier>Standard<\/Tier>/);
});

test('what is coming back, is back or never was away is no mistake', async () => {
  double = await ArchiveDouble.start({
    'retired/old/back': { storageClass: 'GLACIER', looksUntilBack: 0 },
    'retired/old/coming': { storageClass: 'GLACIER', looksUntilBack: 5 },
    'retired/old/warm': { storageClass: 'STANDARD' },
  });
  const { code, output } = await restore();
  expect({ code, end: output.trim().split('\n').pop() }).toStrictEqual({ code: 0, end: 'all 3 objects can be read' });
});

test('fails when nothing stands there', async () => {
  double = await ArchiveDouble.start({ 'elsewhere/a': frozen() });
  const { code, output } = await restore();
  expect(output).toMatch(/nothing stands below archive:acme-models\/retired\/old/);
  expect(code).toBe(1);
});

test.each([
  ['cos', CloudProfile.tencent({ region: 'ap-guangzhou' }), 'ARCHIVE', /<Days>7<.*<CASJobParameters><Tier>Standard/],
  ['oss', CloudProfile.alibaba({ region: 'cn-hangzhou' }), 'Archive', /<Days>7<\/Days><\/RestoreRequest>/],
])(
  'the archive of %s, which has an API of its own, gives back as well',
  async (_storage, cloud, storageClass, body) => {
    double = await ArchiveDouble.start({ 'retired/old/a b': { storageClass }, 'retired/old/c': { storageClass } });
    const { stack, store } = archiveFixture({}, cloud);
    const { jobName } = new RestoreJob(stack, 'Restore', { store, path: 'retired/old' });
    const [container] = manifestsOf(stack)[`Job/${jobName}`].spec.template.spec.containers;
    const { code, output } = await runStep(container, {
      secrets: { 'models-s3': SECRET },
      environment: { ENDPOINT: double.endpoint, PATH_STYLE: 'true', RESTORE_POLL_SECONDS: '0.1' },
      programs: dirname(process.execPath),
    });
    expect(output).toMatch(/asked for 2 of 2 .*\n(waiting for 2 of 2 objects\n)+all 2 objects can be read\n$/);
    expect(code).toBe(0);
    expect(double.asked.map(([key]) => key).sort()).toStrictEqual(['retired/old/a b', 'retired/old/c']);
    expect(double.asked[0][1]).toMatch(body);
  },
);
