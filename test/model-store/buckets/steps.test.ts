import { LifecycleRule, ObjectBucket, ObjectStorageFacts } from '../../../lib';
import { testStack } from '../../harness';
import { bucketIn, CloudName, CLOUDS, clusterIn, days, profileWith } from './support';

const making =
  (cloud: CloudName, ...lifecycle: LifecycleRule[]): (() => ObjectBucket) =>
  () =>
    bucketIn(cloud, { lifecycle });

const toClass = (name: CloudName, ...steps: [number, string][]): (() => ObjectBucket) =>
  making(name, { name: 'r', transitions: steps.map(([n, storageClass]) => ({ after: days(n), storageClass })) });

describe('the steps of a lifecycle rule', () => {
  test.each([
    ['tencent', 'GLACIER', 'STANDARD_IA, INTELLIGENT_TIERING, ARCHIVE, DEEP_ARCHIVE'],
    ['tencent', 'MAZ_STANDARD_IA', 'STANDARD_IA, INTELLIGENT_TIERING, ARCHIVE, DEEP_ARCHIVE'],
    ['alibaba', 'ARCHIVE', 'IA, Archive, ColdArchive, DeepColdArchive'],
    ['baidu', 'MAZ_STANDARD_IA', 'STANDARD_IA, COLD, ARCHIVE'],
    ['baidu', 'STANDARD', 'STANDARD_IA, COLD, ARCHIVE'],
    ['aws', 'ARCHIVE', 'STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE'],
  ] as const)('fail on a class that the cloud does not move to: %s %s', (cloud, storageClass, want) => {
    expect(toClass(cloud, [90, storageClass])).toThrow(
      new RegExp(
        `AIC-3111 at test/Bucket: the lifecycle rule r moves to a class.*got '${storageClass}', want ${want}\\.`,
      ),
    );
  });

  test('fail on a class that the profile of the cloud does not have', () => {
    const stack = testStack();
    const all = clusterIn(stack, CLOUDS.aws.profile).cloudFacts.objectStorage as ObjectStorageFacts;
    const storageClasses = all.storageClasses.filter(({ className }) => className !== 'DEEP_ARCHIVE');
    const cluster = clusterIn(stack, profileWith('aws', { objectStorage: { ...all, storageClasses } }), 'Own');
    const lifecycle = [{ name: 'r', transitions: [{ after: days(90), storageClass: 'DEEP_ARCHIVE' }] }];
    expect(() => new ObjectBucket(stack, 'Bucket', { cluster, bucketName: 'acme-models', lifecycle })).toThrow(
      /AIC-3111.*got 'DEEP_ARCHIVE', want STANDARD_IA, .*GLACIER\.\n/,
    );
  });

  test('fail when they go back to a warmer class', () => {
    expect(toClass('tencent', [30, 'ARCHIVE'], [90, 'STANDARD_IA'])).toThrow(
      /AIC-3112 at test\/Bucket: .*got ARCHIVE after 30 days, then STANDARD_IA after 90 days, want later steps to later classes/,
    );
  });

  test('fail when two come at one age', () => {
    expect(toClass('baidu', [60, 'COLD'], [60, 'ARCHIVE'])).toThrow(/AIC-3112/);
  });

  test('fail when one class comes twice', () => {
    expect(toClass('alibaba', [60, 'Archive'], [90, 'Archive'])).toThrow(/AIC-3112/);
  });

  test.each([
    [[[29, 'STANDARD_IA']], 'got STANDARD_IA after 29 days, want STANDARD_IA after 30 days'],
    [[[7, 'ONEZONE_IA']], 'got ONEZONE_IA after 7 days, want ONEZONE_IA after 30 days'],
    [
      [
        [30, 'STANDARD_IA'],
        [59, 'GLACIER'],
      ],
      'got STANDARD_IA after 30 days, then GLACIER after 59 days, want GLACIER after 60 days',
    ],
  ] as [[number, string][], string][])('fail when they come too early for S3: %#', (steps, message) => {
    expect(toClass('aws', ...steps)).toThrow(new RegExp(`AIC-3113 at test/Bucket: .*${message}`));
  });

  test('go to an archive of S3 at any age', () => {
    expect(toClass('aws', [1, 'GLACIER'])).not.toThrow(/AIC/);
    expect(toClass('aws', [30, 'STANDARD_IA'], [60, 'GLACIER'])).not.toThrow(/AIC/);
  });

  test('fail when objects are deleted before they have moved', () => {
    const transitions = [{ after: days(90), storageClass: 'ARCHIVE' }];
    for (const expireAfter of [days(90), days(30)]) {
      expect(making('tencent', { name: 'r', transitions, expireAfter })).toThrow(
        /AIC-3114 at test\/Bucket: the lifecycle rule r deletes objects before it has moved them; got ARCHIVE after 90 days/,
      );
    }
  });

  test('warn when a class is left before its shortest time', () => {
    const warnings = (...steps: [number, string][]): string[] => {
      const bucket = toClass('tencent', ...steps)();
      return bucket.node.metadata.filter(({ type }) => type === '@cdktf/warn').map(({ data }) => data);
    };
    expect(warnings([10, 'STANDARD_IA'], [20, 'ARCHIVE'])).toStrictEqual([
      'AIC-3115: the lifecycle rule r keeps objects 10 days in STANDARD_IA, and 30 are paid',
    ]);
    expect(warnings([10, 'STANDARD_IA'], [40, 'ARCHIVE'])).toStrictEqual([]);
  });

  test('warn when an archive is deleted before its shortest time', () => {
    const transitions = [{ after: days(30), storageClass: 'ARCHIVE' }];
    const bucket = making('baidu', { name: 'r', transitions, expireAfter: days(60) })();
    expect(bucket.node.metadata.map(({ data }) => data)).toStrictEqual([
      'AIC-3115: the lifecycle rule r keeps objects 30 days in ARCHIVE, and 180 are paid',
    ]);
  });
});
