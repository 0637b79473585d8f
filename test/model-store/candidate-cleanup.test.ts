import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CacheEngine,
  CandidateCleanup,
  CandidateCleanupProps,
  Duration,
  HotTier,
  ModelPromotion,
  TieredModelStore,
  VersionRetention,
  WarmFileSystem,
  WarmTier,
} from '../../lib';
import { blueprintOf, manifestsOf } from '../harness';
import { Fixture, QWEN } from './fixture';

const environmentOf = (
  props: Partial<CandidateCleanupProps> = {},
  build: (fixture: Fixture, store: TieredModelStore) => void = () => undefined,
): any => {
  const fixture = new Fixture();
  const store = fixture.store();
  const cleanup = new CandidateCleanup(fixture.stack, 'Cleanup', {
    store,
    keep: VersionRetention.keepNewest(5),
    ...props,
  });
  build(fixture, store);
  const cronJob = manifestsOf(fixture.stack)[`CronJob/${cleanup.cronJobName}`];
  const [{ env }] = cronJob.spec.jobTemplate.spec.template.spec.containers;
  return { cronJob, ...Object.fromEntries(env.map((e: any) => [e.name, e.value])) };
};

test('looks at candidates only, each night', () => {
  const { cronJob, CANDIDATES } = environmentOf();
  expect(CANDIDATES).toBe('warm:acme-models/candidates');
  expect(cronJob.spec).toMatchObject({ schedule: '30 3 * * *', concurrencyPolicy: 'Forbid' });
  expect(environmentOf({ schedule: '0 1 * * SUN' }).cronJob.spec.schedule).toBe('0 1 * * SUN');
});

test('keeps the newest, or the young', () => {
  expect(environmentOf()).toMatchObject({ NEWEST: '5', AGE: '' });
  const keep = VersionRetention.keepFor(Duration.days(90));
  expect(environmentOf({ keep })).toMatchObject({ NEWEST: '0', AGE: '--min-age 90d' });
});

test('never takes what the program names, whenever it named it', () => {
  const { NAMED } = environmentOf({}, (fixture, store) => {
    store.add('chat', { ...QWEN, version: '7' });
    store.add('plain', QWEN);
    new ModelPromotion(fixture.stack, 'P', { store, modelName: 'chat', version: '8', approvers: 'acme:approvers' });
  });
  expect(NAMED).toBe('chat/7 chat/8');
});

test('deletes what is beyond the newest, and nothing that a path with a blank begins like', () => {
  const tools = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-rclone-'));
  const listed = ['chat/1', 'chat/2', 'chat/3', 'chat /4', 'chat/5 old'].map(
    (version, i) => `2026-01-0${i + 1} 00:00:00 ${version}/SHA256SUMS`,
  );
  writeFileSync(
    join(tools, 'rclone'),
    `#!/bin/sh\ncase $1 in\nlsf) cat '${tools}/listed' ;;\npurge) echo "$2" >> '${tools}/purged' ;;\nesac\n`,
    { mode: 0o755 },
  );
  writeFileSync(join(tools, 'listed'), `${listed.join('\n')}\n`);
  const { cronJob, CANDIDATES, NAMED, NEWEST, AGE } = environmentOf({ keep: VersionRetention.keepNewest(1) });
  const [command, ...args] = cronJob.spec.jobTemplate.spec.template.spec.containers[0].command;
  const env = { CANDIDATES, NAMED, NEWEST, AGE, PATH: `${tools}:${process.env.PATH}` };
  execFileSync(command, args, { env });
  const purged = readFileSync(join(tools, 'purged'), 'utf8').trim().split('\n');
  rmSync(tools, { recursive: true });
  expect(purged).toStrictEqual(['chat/2', 'chat/1'].map((version) => `${CANDIDATES}/${version}`));
});

test('is named by all of its release, in the characters that a CronJob may have', () => {
  const fixture = new Fixture();
  const store = fixture.store();
  const named = ['A', 'B'].map((letter) => {
    const id = `${'CleanUpOfOldCandidates'.repeat(2)}${letter}`;
    return new CandidateCleanup(fixture.stack, id, { store, keep: VersionRetention.keepNewest(1) }).cronJobName;
  });
  expect(new Set(named).size).toBe(2);
  for (const name of named) expect(name.length).toBeLessThanOrEqual(52);
});

test('is another release for each', () => {
  const fixture = new Fixture();
  const store = fixture.store();
  const names = ['A', 'B'].map(
    (id) => new CandidateCleanup(fixture.stack, id, { store, keep: VersionRetention.keepNewest(1) }).cronJobName,
  );
  expect(new Set(names).size).toBe(2);
  expect(JSON.stringify(blueprintOf(fixture.stack))).toBe(JSON.stringify(blueprintOf(fixture.stack)));
});

test.each([0, 1.5, NaN])('fails when it keeps %p', (count) => {
  expect(() => VersionRetention.keepNewest(count)).toThrow(/^AIC-3369: the retention would keep nothing/);
});

test('fails when it keeps parts of a day', () => {
  expect(() => VersionRetention.keepFor(Duration.hours(5))).toThrow(/^AIC-3369: .*want at least one version, or whole/);
});

test.each(['', '* * * *', 'daily', '60 3 * * *', '$(id) * * * *'])('fails on the schedule %p', (schedule) => {
  expect(() => environmentOf({ schedule })).toThrow(/AIC-3270 at test\/Cleanup: the schedule of the clean-up/);
});

test('fails where the bucket holds no files', () => {
  const engine = CacheEngine.juiceFs({ volumeName: 'models', metadataUrl: { secretName: 'juicefs', key: 'url' } });
  const fixture = new Fixture();
  const store = fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus], engine }) });
  expect(() => environmentOf({ store })).toThrow(
    /AIC-3176 at test\/Cleanup: .*got versions that are released as files/,
  );
});

test('fails on a file system', () => {
  const store = new Fixture().store({ warm: WarmTier.fileSystem(WarmFileSystem.existingClaim('models-fs')) });
  expect(() => environmentOf({ store })).toThrow(/AIC-3366 at test\/Cleanup/);
});
