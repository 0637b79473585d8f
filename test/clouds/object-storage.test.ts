import {
  CloudProfile,
  Duration,
  ICloudProfile,
  ObjectStorageClass,
  ObjectStorageFacts,
  ObjectStorageKind,
} from '../../lib';
import { testStack } from '../harness';

function factsOf(profile: ICloudProfile): ObjectStorageFacts {
  const { objectStorage } = profile.bind(testStack()).facts;
  if (objectStorage === undefined) throw new Error('the profile says nothing of its object storage');
  return objectStorage;
}

const clouds: [string, ICloudProfile, ObjectStorageKind, string, string][] = [
  ['tencent', CloudProfile.tencent({ region: 'ap-guangzhou' }), ObjectStorageKind.COS, 'ARCHIVE', 'STANDARD_IA'],
  ['alibaba', CloudProfile.alibaba({ region: 'cn-hangzhou' }), ObjectStorageKind.OSS, 'Archive', 'IA'],
  ['baidu', CloudProfile.baidu({ region: 'bj' }), ObjectStorageKind.BOS, 'ARCHIVE', 'STANDARD_IA'],
  ['aws', CloudProfile.awsChina({ region: 'cn-north-1' }), ObjectStorageKind.S3, 'GLACIER', 'STANDARD_IA'],
];

/** Name, hours until a standard restore ends, days that are paid for. */
function archives(storage: ObjectStorageFacts): [string, number, number][] {
  return storage.storageClasses
    .filter((c) => c.restoreTime !== undefined)
    .map((c) => [c.className, hours(c.restoreTime), hours(c.minimumStorage) / 24]);
}

function hours(duration: Duration | undefined): number {
  return (duration?.inSeconds ?? 0) / 3600;
}

function classOf(profile: ICloudProfile, name: string): ObjectStorageClass | undefined {
  return factsOf(profile).storageClasses.find((c) => c.className === name);
}

describe('object storage of a cloud', () => {
  test.each(clouds)('of %s archives to a class that must be restored', (_name, profile, kind, archive, infrequent) => {
    const storage = factsOf(profile);
    expect(storage.kind).toBe(kind);
    expect(storage.archiveClass).toBe(archive);
    expect(storage.infrequentClass).toBe(infrequent);
    expect(classOf(profile, archive)?.restoreTime).toBeDefined();
    expect(classOf(profile, infrequent)).toStrictEqual({ className: infrequent, minimumStorage: Duration.days(30) });
  });

  test('says how long a restore takes at most and how long is paid for', () => {
    expect(clouds.map(([name, profile]) => [name, archives(factsOf(profile))])).toStrictEqual([
      ['tencent', [['ARCHIVE', 5, 90], ['DEEP_ARCHIVE', 24, 180]]],
      ['alibaba', [['Archive', 1 / 60, 60], ['ColdArchive', 5, 180], ['DeepColdArchive', 48, 180]]],
      ['baidu', [['ARCHIVE', 5, 180]]],
      ['aws', [['GLACIER', 5, 90], ['DEEP_ARCHIVE', 12, 180]]],
    ]); // prettier-ignore
  });

  test.each(clouds)('of %s restores faster for more money and slower for less', (_name, profile) => {
    for (const { expeditedRestoreTime, restoreTime, bulkRestoreTime } of factsOf(profile).storageClasses) {
      const usual = hours(restoreTime);
      expect(hours(expeditedRestoreTime)).toBeLessThanOrEqual(usual);
      expect(bulkRestoreTime === undefined ? Infinity : hours(bulkRestoreTime)).toBeGreaterThan(usual);
    }
  });

  test('reads a class of Baidu that is called cold at once', () => {
    const baidu = CloudProfile.baidu({ region: 'bj' });
    expect(classOf(baidu, 'COLD')).toStrictEqual({ className: 'COLD', minimumStorage: Duration.days(60) });
  });
});

describe('object storage of one’s own', () => {
  const own = (over: Partial<ObjectStorageFacts> = {}): ObjectStorageFacts => ({
    kind: ObjectStorageKind.S3_COMPATIBLE,
    storageClasses: [{ className: 'STANDARD' }, { className: 'TAPE', restoreTime: Duration.hours(2) }],
    archiveClass: 'TAPE',
    ...over,
  });

  test('is kept as it is given', () => {
    const storage = own({ infrequentClass: 'STANDARD' });
    expect(factsOf(CloudProfile.generic({ objectStorage: storage }))).toStrictEqual(storage);
  });

  test.each([
    ['has no archive', own({ archiveClass: 'GLACIER' })],
    ['reads its archive at once', own({ archiveClass: 'STANDARD' })],
    ['has no class for what is seldom read', own({ infrequentClass: 'IA' })],
    ['has a class twice', own({ storageClasses: [...own().storageClasses, { className: 'STANDARD' }] })],
  ])('fails when it %s', (_what, storage) => {
    expect(() => CloudProfile.generic({ objectStorage: storage })).toThrow(
      /AIC-1330: the classes of the object storage do not hold together.*\n {2}Write/,
    );
  });
});
