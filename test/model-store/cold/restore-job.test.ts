import {
  CloudProfile,
  ColdTier,
  Duration,
  ICloudProfile,
  ObjectStorageFacts,
  ObjectStorageKind,
  Registries,
  RestoreJob,
  RestoreJobProps,
  RestoreSpeed,
  WarmFileSystem,
  WarmTier,
} from '../../../lib';
import { bundlesOf, manifestsOf } from '../../harness';
import { Fixture, minio } from '../fixture';
import { restored } from './support';

const environmentOf = (job: any): Record<string, string> =>
  Object.fromEntries(job.spec.template.spec.containers[0].env.map((v: any) => [v.name, v.value ?? v.valueFrom]));

describe('a restore', () => {
  test('is a Job of rclone in the namespace of the store that gains no rights', () => {
    const { job, restore, stack } = restored();
    expect(job.metadata).toMatchObject({ namespace: 'models', name: restore.jobName });
    expect(job.spec).toMatchObject({ backoffLimit: 3, activeDeadlineSeconds: 2 * 18000 + 3600 });
    expect(job.spec).not.toHaveProperty('ttlSecondsAfterFinished');
    const { containers, ...pod } = job.spec.template.spec;
    expect(pod).toMatchObject({ restartPolicy: 'Never', automountServiceAccountToken: false });
    expect(containers[0].image).toBe('docker.io/rclone/rclone:1.76.0');
    expect(environmentOf(job)).toMatchObject({
      RESTORE_DAYS: '7',
      RESTORE_PATH: 'archive:acme-models/retired/old',
      RESTORE_POLL_SECONDS: '60',
      RESTORE_PRIORITY: 'Standard',
      RCLONE_CONFIG_ARCHIVE_PROVIDER: 'AWS',
      RCLONE_CONFIG_ARCHIVE_ACCESS_KEY_ID: { secretKeyRef: { name: 'models-s3', key: 'AWS_ACCESS_KEY_ID' } },
    });
    const release = Object.entries(bundlesOf(stack)).find(([name]) => name.startsWith('restore-retired-old'));
    expect(release?.[1]).toStrictEqual([`Job/${restore.jobName}`]);
  });

  test('says what it does', () => {
    const { restore } = restored();
    expect(restore).toMatchObject({
      restoredPath: 'retired/old',
      namespace: 'models',
      restoreTime: Duration.hours(5),
      deadline: Duration.hours(11),
    });
    expect(restore.jobName).toMatch(/^restore-retired-old-[0-9a-f]{8}$/);
  });

  test('is as fast, lasts as long and waits as long as it is told', () => {
    const { job, restore } = restored({
      speed: RestoreSpeed.EXPEDITED,
      keepFor: Duration.days(14),
      deadline: Duration.hours(1),
    });
    expect(environmentOf(job)).toMatchObject({ RESTORE_DAYS: '14', RESTORE_PRIORITY: 'Expedited' });
    expect(job.spec.activeDeadlineSeconds).toBe(3600);
    expect(restore.restoreTime).toStrictEqual(Duration.minutes(5));
    expect(restored({ speed: RestoreSpeed.BULK }).restore.restoreTime).toStrictEqual(Duration.hours(12));
  });

  test('looks below the path prefix, in the class of the cold tier', () => {
    const cold = ColdTier.archiveAfter(Duration.days(60), { pathPrefix: 'models', storageClass: 'DEEP_ARCHIVE' });
    const { job, restore } = restored({}, { pathPrefix: 'models' }, undefined, { cold });
    expect(environmentOf(job).RESTORE_PATH).toBe('archive:acme-models/models/retired/old');
    expect(restore.restoreTime).toStrictEqual(Duration.hours(12));
  });

  test('has another name when it does something else, since a Job cannot change', () => {
    const nameOf = (props: Partial<RestoreJobProps>): string => restored(props).restore.jobName;
    const names = [{}, { keepFor: Duration.days(8) }, { speed: RestoreSpeed.BULK }, { path: 'retired/o/ld' }].map(
      nameOf,
    );
    expect(new Set(names).size).toBe(4);
    expect(nameOf({})).toBe(names[0]);
    expect(nameOf({ path: `retired/${'x'.repeat(300)}` }).length).toBeLessThanOrEqual(63);
  });

  test('pulls its image as the cluster says', () => {
    const registries = Registries.mirror('registry.acme.com', { pullSecretName: 'pull' });
    const fixture = new Fixture({}, { registries, cloud: CloudProfile.generic({ objectStorage: OWN }) });
    const restore = new RestoreJob(fixture.stack, 'Restore', { store: fixture.store(), path: 'old' });
    const { spec } = manifestsOf(fixture.stack)[`Job/${restore.jobName}`].spec.template;
    expect(spec.containers[0].image).toMatch(/^registry\.acme\.com\/.*rclone:1\.76\.0$/);
    expect(spec.imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
  });

  test('brings back what stands in a storage of one’s own that has an archive of that name', () => {
    const fixture = new Fixture({}, { cloud: CloudProfile.generic({ objectStorage: OWN }) });
    const store = fixture.store({ warm: minio() });
    const restore = new RestoreJob(fixture.stack, 'Restore', { store, path: 'old' });
    expect(restore.deadline).toStrictEqual(Duration.hours(5));
  });
});

describe('a restore from an archive with an API of its own', () => {
  const nativeOf = (cloud: ICloudProfile, props: Partial<RestoreJobProps> = {}, storageClass?: string): any => {
    const cold = ColdTier.archiveAfter(Duration.days(60), { pathPrefix: 'models', storageClass });
    const { job } = restored(props, { pathPrefix: 'models' }, cloud, { cold });
    const { image, command } = job.spec.template.spec.containers[0];
    return { image, program: command.slice(0, 2), environment: environmentOf(job) };
  };

  test('is a program of Node with the keys of the bucket', () => {
    const { image, program, environment } = nativeOf(CloudProfile.tencent({ region: 'ap-guangzhou' }));
    expect({ image, program }).toStrictEqual({
      image: 'docker.io/library/node:22.14.0-alpine3.21',
      program: ['node', '-e'],
    });
    expect(environment).toStrictEqual({
      ACCESS_KEY_ID: { secretKeyRef: { name: 'models-s3', key: 'AWS_ACCESS_KEY_ID' } },
      ARCHIVE_CLASSES: 'ARCHIVE,DEEP_ARCHIVE',
      BUCKET: 'acme-models',
      ENDPOINT: 'https://cos.ap-guangzhou.myqcloud.com',
      PATH_STYLE: 'false',
      PREFIX: 'models/retired/old/',
      REGION: 'ap-guangzhou',
      RESTORE_DAYS: '7',
      RESTORE_POLL_SECONDS: '60',
      RESTORE_TIER: 'Standard',
      SECRET_ACCESS_KEY: { secretKeyRef: { name: 'models-s3', key: 'AWS_SECRET_ACCESS_KEY' } },
      STORAGE: 'cos',
    });
  });

  test('asks at the speed that the storage has a word for', () => {
    const alibaba = CloudProfile.alibaba({ region: 'cn-hangzhou' });
    const baidu = CloudProfile.baidu({ region: 'bj' });
    const tierOf = (...given: Parameters<typeof nativeOf>): string => nativeOf(...given).environment.RESTORE_TIER;
    expect(tierOf(alibaba)).toBe('');
    expect(tierOf(alibaba, { speed: RestoreSpeed.BULK }, 'ColdArchive')).toBe('Bulk');
    expect(tierOf(alibaba, { speed: RestoreSpeed.EXPEDITED }, 'DeepColdArchive')).toBe('Expedited');
    expect(tierOf(baidu, { speed: RestoreSpeed.BULK })).toBe('LowCost');
    expect(tierOf(baidu)).toBe('Standard');
  });

  test('names the bucket where the storage wants it', () => {
    const baidu = nativeOf(CloudProfile.baidu({ region: 'bj' })).environment;
    expect(baidu).toMatchObject({ PATH_STYLE: 'true', STORAGE: 'bos', ENDPOINT: 'https://s3.bj.bcebos.com' });
    const alibaba = nativeOf(CloudProfile.alibaba({ region: 'cn-hangzhou' })).environment;
    expect(alibaba).toMatchObject({ PATH_STYLE: 'false', STORAGE: 'oss', REGION: 'cn-hangzhou' });
  });
});

const OWN: ObjectStorageFacts = {
  kind: ObjectStorageKind.S3_COMPATIBLE,
  storageClasses: [{ className: 'STANDARD' }, { className: 'GLACIER', restoreTime: Duration.hours(2) }],
  archiveClass: 'GLACIER',
};

describe('mistakes of a restore', () => {
  test('fails on a file system', () => {
    const fileSystem = WarmTier.fileSystem(WarmFileSystem.nfs({ server: '10.0.0.9', path: '/models' }));
    const store = { warm: fileSystem, cold: undefined };
    expect(() => restored({}, {}, undefined, store)).toThrow(
      /AIC-3150 at test\/Restore: no Job can bring.*got a file system, and GLACIER.*\n.*Restored\.byHand\('retired\/old'\)/,
    );
  });

  test('fails on a class that rclone does not restore', () => {
    const tape = {
      ...OWN,
      archiveClass: 'TAPE',
      storageClasses: [{ className: 'TAPE', restoreTime: Duration.hours(1) }],
    };
    expect(() => restored({}, { endpoint: 's3.acme.com' }, CloudProfile.generic({ objectStorage: tape }))).toThrow(
      /AIC-3150.*got a storage with the API of S3, and TAPE/,
    );
  });

  test('fails when the Job gives up too early', () => {
    expect(() => restored({ deadline: Duration.hours(4) })).toThrow(
      /AIC-3151 at test\/Restore: the Job gives up before the objects are back; got a deadline of 4h, want at least the 5h/,
    );
  });

  test('fails on a speed that the class does not have', () => {
    const cold = ColdTier.archiveAfter(Duration.days(60), { storageClass: 'DEEP_ARCHIVE' });
    expect(() => restored({ speed: RestoreSpeed.EXPEDITED }, {}, undefined, { cold })).toThrow(
      /AIC-3152 at test\/Restore: .*; got RestoreSpeed\.EXPEDITED, want RestoreSpeed\.STANDARD or RestoreSpeed\.BULK/,
    );
  });

  test('fails on a path that is none, and on days that are not whole', () => {
    expect(() => restored({ path: '' })).toThrow(/AIC-3003: the path that is restored is not usable/);
    expect(() => restored({ keepFor: Duration.hours(30) })).toThrow(/AIC-3130: the age keepFor is not usable/);
  });
});
