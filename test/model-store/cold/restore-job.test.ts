import {
  CacheEngine,
  CloudProfile,
  ColdTier,
  Duration,
  HotTier,
  ICloudProfile,
  InferenceEdge,
  ModelSource,
  ObjectStorageFacts,
  ObjectStorageKind,
  Prefetch,
  Registries,
  Restored,
  RestoreJob,
  RestoreJobProps,
  RestoreSpeed,
  Runtime,
  Scale,
  Size,
  StoredModelOptions,
  TieredModelStoreProps,
  WarmTier,
  WarmTierOptions,
} from '../../../lib';
import { blueprintOf, bundlesOf, manifestsOf } from '../../harness';
import { CREDENTIALS, Fixture, minio } from '../fixture';
import { archiveFixture } from './support';

function restored(
  props: Partial<RestoreJobProps> = {},
  warm?: Partial<WarmTierOptions>,
  cloud?: ICloudProfile,
  store?: Partial<TieredModelStoreProps>,
): any {
  const made = archiveFixture(warm, cloud, store);
  const restore = new RestoreJob(made.stack, 'Restore', { store: made.store, path: 'retired/old', ...props });
  return { ...made, restore, job: manifestsOf(made.stack)[`Job/${restore.jobName}`] };
}

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

const OWN: ObjectStorageFacts = {
  kind: ObjectStorageKind.S3_COMPATIBLE,
  storageClasses: [{ className: 'STANDARD' }, { className: 'GLACIER', restoreTime: Duration.hours(2) }],
  archiveClass: 'GLACIER',
};

describe('a restored model', () => {
  const OLD = { source: ModelSource.bucketPath('retired/old'), size: Size.gibibytes(66) };

  test('comes after its restore, and stands in the blueprint as restored', () => {
    const { store, stack, restore } = restored();
    const model = store.add('old', { ...OLD, restoredBy: restore });
    model.requireServable(stack);
    const blueprint = blueprintOf(stack);
    const unit = blueprint.units.find((u: any) => u.path === 'test/Models/old/Resource');
    expect(unit.dependsOn).toContain('test/Restore/Resource');
    expect(blueprint.models[0].archive).toMatchObject({ storageClass: 'GLACIER', restored: true });
  });

  test('fills its cache by a Job that waits for the end of the restore', () => {
    const { store, stack, restore } = restored();
    store.add('old', { ...OLD, restoredBy: restore });
    const objects = Object.values<any>(manifestsOf(stack));
    const load = objects.find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('first-load-old-'));
    const { initContainers, containers, serviceAccountName } = load.spec.template.spec;
    expect([...initContainers, ...containers].map((step: any) => step.name)).toStrictEqual(['before', 'load', 'wait']);
    expect(initContainers[0].command).toStrictEqual([
      'kubectl',
      'wait',
      `jobs.batch/${restore.jobName}`,
      '--namespace=models',
      '--for=jsonpath={.status.succeeded}=1',
      '--timeout=39600s',
    ]);
    expect(load.spec.activeDeadlineSeconds).toBeGreaterThan(39600);
    const role = objects.find(({ kind, metadata }) => kind === 'Role' && metadata.name === serviceAccountName);
    expect(role.rules).toContainEqual({
      apiGroups: ['batch'],
      resources: ['jobs'],
      resourceNames: [restore.jobName],
      verbs: ['get', 'list', 'watch'],
    });
    expect(objects.some(({ kind }) => kind === 'DataLoad')).toBe(false);
  });

  test('fills it at once when it was restored by hand, and never when nobody asks for it', () => {
    const loadsOf = (model: Partial<StoredModelOptions>): string[] => {
      const { store, stack } = archiveFixture();
      store.add('old', { ...OLD, ...model });
      return Object.values<any>(manifestsOf(stack))
        .map(({ kind }) => String(kind))
        .filter((kind) => kind === 'DataLoad' || kind === 'Job');
    };
    expect(loadsOf({ restoredBy: Restored.byHand('retired/old') })).toStrictEqual(['DataLoad']);
    const { store, stack, restore } = restored();
    store.add('old', { ...OLD, restoredBy: restore, prefetch: Prefetch.NEVER });
    expect(Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('Job/first-load'))).toStrictEqual([]);
  });

  test('fails with an engine that cannot wait', () => {
    const fixture = archiveFixture().fixture;
    const store = fixture.store(
      {
        hot: HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() }),
        warm: WarmTier.bucket('acme-models', { credentials: CREDENTIALS }),
      },
      'Copies',
    );
    const restore = new RestoreJob(fixture.stack, 'Restore', { store, path: 'retired/old' });
    expect(() => store.add('old', { ...OLD, restoredBy: restore })).toThrow(
      /AIC-3144 at test\/Copies\/old: .* brings old in at once, also while it is being restored; got restoredBy the Job/,
    );
  });

  test('fails when it is served before it is restored', () => {
    const { store, stack, fixture } = archiveFixture();
    const model = store.add('old', { ...OLD, archived: true });
    const inference = new InferenceEdge(stack, 'Inference', { cluster: fixture.cluster });
    expect(() =>
      inference.endpoints.add('chat', {
        model,
        runtime: Runtime.vllm(),
        pool: fixture.gpus,
        devicesPerReplica: 2,
        scale: Scale.fixed(1),
      }),
    ).toThrow(/AIC-3142 at test\/Inference\/.*chat: the model old stands in the archive and cannot be read/);
  });
});

describe('mistakes of a restore', () => {
  test.each([
    ['tencent', CloudProfile.tencent({ region: 'ap-guangzhou' }), 'cos, and the class ARCHIVE'],
    ['alibaba', CloudProfile.alibaba({ region: 'cn-hangzhou' }), 'oss, and the class Archive'],
    ['baidu', CloudProfile.baidu({ region: 'bj' }), 'bos, and the class ARCHIVE'],
  ])('fails on %s, whose archive is no part of its S3 API', (_name, cloud, got) => {
    expect(() => restored({}, {}, cloud)).toThrow(
      new RegExp(`AIC-3150 at test/Restore: no Job can bring.*${got}, want.*\n.*Restored\\.byHand\\('retired/old'\\)`),
    );
  });

  test('fails on a class that rclone does not restore', () => {
    const tape = {
      ...OWN,
      archiveClass: 'TAPE',
      storageClasses: [{ className: 'TAPE', restoreTime: Duration.hours(1) }],
    };
    expect(() => restored({}, { endpoint: 's3.acme.com' }, CloudProfile.generic({ objectStorage: tape }))).toThrow(
      /AIC-3150.*the class TAPE/,
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
