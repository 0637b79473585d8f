import {
  DataMigration,
  DataMigrationProps,
  Duration,
  SecretReference,
  WarmFileSystem,
  WarmTier,
  WorkloadIdentity,
} from '../../../lib';
import { manifestsOf, terraformOf } from '../../harness';
import { Fixture, minio } from '../fixture';

const BEIJING = WarmTier.bucket('models-1250000000', {
  credentials: SecretReference.named('models-beijing'),
  endpoint: 'cos.ap-beijing.myqcloud.com',
  pathPrefix: 'released',
});

function migrated(props: Partial<DataMigrationProps> = {}, warm = minio()): any {
  const fixture = new Fixture();
  const target = fixture.store({ warm });
  new DataMigration(fixture.stack, 'FromBeijing', { target, source: BEIJING, path: 'qwen3-32b/1', ...props });
  return manifestsOf(fixture.stack);
}

const only = (manifests: any, kind: string): any =>
  manifests[Object.keys(manifests).find((key) => key.startsWith(`${kind}/migrate-`))!];
const stepOf = (manifests: any): any => only(manifests, 'Job').spec.template.spec.containers[0];

test('a Job copies what stands below the path to the same path of the store, and replaces nothing', () => {
  const step = stepOf(migrated());
  expect(step.command.slice(4, 6)).toStrictEqual([
    'source:models-1250000000/released/qwen3-32b/1',
    'target:acme-models/qwen3-32b/1',
  ]);
  expect(step.command).toContain('--immutable');
  expect(step.env).toContainEqual({
    name: 'RCLONE_CONFIG_SOURCE_SECRET_ACCESS_KEY',
    valueFrom: { secretKeyRef: { name: 'models-beijing', key: 'AWS_SECRET_ACCESS_KEY' } },
  });
  expect(step.env).toContainEqual({ name: 'RCLONE_CONFIG_SOURCE_PROVIDER', value: 'TencentCOS' });
});

test('files go to another path, and are replaced, when that is asked for', () => {
  const { command } = stepOf(migrated({ targetPath: 'mirrored/qwen3', replacesFiles: true }));
  expect(command[5]).toBe('target:acme-models/mirrored/qwen3');
  expect(command).not.toContain('--immutable');
});

test('a copy may take a day unless it says otherwise', () => {
  expect(only(migrated(), 'Job').spec.activeDeadlineSeconds).toBe(24 * 3600);
  expect(only(migrated({ deadline: Duration.hours(2) }), 'Job').spec.activeDeadlineSeconds).toBe(7200);
});

test('another copy is another Job, because Jobs cannot be changed', () => {
  const first = only(migrated(), 'Job').metadata.name;
  expect(only(migrated(), 'Job').metadata.name).toBe(first);
  expect(only(migrated({ replacesFiles: true }), 'Job').metadata.name).not.toBe(first);
});

test('a schedule copies again what is new, one copy at a time', () => {
  const { spec } = only(migrated({ schedule: '0 1 * * *', timeZone: 'Asia/Shanghai' }), 'CronJob');
  expect(spec).toMatchObject({ schedule: '0 1 * * *', timeZone: 'Asia/Shanghai', concurrencyPolicy: 'Forbid' });
  expect(spec).toMatchObject({
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 3,
  });
  expect(spec.jobTemplate.spec.template.spec.containers[0].command[5]).toBe('target:acme-models/qwen3-32b/1');
  expect(only(migrated({ schedule: '0 1 * * *' }), 'CronJob').spec.timeZone).toBe('UTC');
});

test('a file system is mounted: read where files come from, written where they go', () => {
  const files = WarmTier.fileSystem(WarmFileSystem.existingClaim('turbo'), { writable: true, pathPrefix: 'models' });
  const from = migrated({ source: files });
  expect(stepOf(from).command[4]).toBe('/source/models/qwen3-32b/1');
  expect(stepOf(from).volumeMounts).toContainEqual({ name: 'source', mountPath: '/source', readOnly: true });
  expect(only(from, 'Job').spec.template.spec.volumes).toStrictEqual([
    { name: 'source', persistentVolumeClaim: { claimName: 'turbo' } },
  ]);
  const to = migrated({}, files);
  expect(stepOf(to).command[5]).toBe('/target/models/qwen3-32b/1');
  expect(stepOf(to).volumeMounts).toStrictEqual([{ name: 'target', mountPath: '/target' }]);
});

test('its bundle waits for nothing but what both tiers need', () => {
  const fixture = new Fixture();
  const migration = new DataMigration(fixture.stack, 'FromBeijing', {
    target: fixture.store(),
    source: BEIJING,
    path: 'qwen3-32b/1',
  });
  expect(migration.namespace).toBe('models');
  expect(migration.jobName).toMatch(/^migrate-qwen3-32b-1-[0-9a-f]{8}$/);
  const releases = Object.values<any>(terraformOf(fixture.stack).resource.helm_release);
  const own = releases.find(({ values }) => values[0].includes('migrate-'));
  expect(own.depends_on.every((address: string) => /Foundation/i.test(address))).toBe(true);
});

test('fails for a file system that jobs only read', () => {
  const files = WarmTier.fileSystem(WarmFileSystem.existingClaim('turbo'));
  expect(() => migrated({}, files)).toThrow(/AIC-3277.*FromBeijing: the file system that takes the files/);
});

test('fails for files that are copied onto themselves', () => {
  expect(() => migrated({ source: minio() })).toThrow(
    /AIC-3278.*got 'https:\/\/minio.storage.svc:9000\/acme-models\/qwen3/,
  );
});

test('fails for a source that pods open by an identity: the pod has that of the target', () => {
  const source = WarmTier.bucket('others', {
    credentials: WorkloadIdentity.awsPodIdentity({ serviceAccountName: 'reader' }),
    endpoint: 's3.cn-north-1.amazonaws.com.cn',
  });
  expect(() => migrated({ source })).toThrow(/AIC-3233.*a copy between warm tiers reads with keys only/);
});

test('fails for a schedule that is no cron expression, and for a path that is none', () => {
  expect(() => migrated({ schedule: 'daily' })).toThrow(/AIC-3270.*the schedule of the migration/);
  expect(() => migrated({ schedule: '0 1 * * *', timeZone: '+08' })).toThrow(/AIC-3271.*of the migration/);
  expect(() => migrated({ path: '../up' })).toThrow(/AIC-3003/);
});
