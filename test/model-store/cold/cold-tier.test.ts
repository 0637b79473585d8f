import { CloudFacts, CloudProfile, ColdTier, ColdTierOptions, Duration, ICloudProfile } from '../../../lib';
import { testStack } from '../../harness';

const factsOf = (profile: ICloudProfile): CloudFacts => profile.bind(testStack()).facts;
const AWS = factsOf(CloudProfile.awsChina({ region: 'cn-north-1' }));
const OSS = factsOf(CloudProfile.alibaba({ region: 'cn-hangzhou' }));
const COS = factsOf(CloudProfile.tencent({ region: 'ap-guangzhou' }));
const BOS = factsOf(CloudProfile.baidu({ region: 'bj' }));
const days = (amount: number): Duration => Duration.days(amount);
const cold = (options?: ColdTierOptions): ColdTier => ColdTier.archiveAfter(days(60), options);

describe('cold tier', () => {
  test.each([
    ['aws', AWS, 'GLACIER'],
    ['alibaba', OSS, 'Archive'],
    ['tencent', COS, 'ARCHIVE'],
    ['baidu', BOS, 'ARCHIVE'],
  ])('archives what is retired, in the class of %s', (_name, facts, storageClass) => {
    expect(cold().lifecycleRules(facts)).toStrictEqual([
      { name: 'archive-retired', prefix: 'retired/', transitions: [{ after: days(60), storageClass }] },
    ]);
  });

  test('reads back what it was given', () => {
    const { after, prefixes, pathPrefix, storageClass, infrequentAfter, expireAfter, expirations } = cold();
    expect({ after, prefixes, pathPrefix, storageClass, infrequentAfter, expireAfter, expirations }).toStrictEqual({
      after: days(60),
      prefixes: ['retired'],
      pathPrefix: undefined,
      storageClass: undefined,
      infrequentAfter: undefined,
      expireAfter: undefined,
      expirations: [],
    });
  });

  test('goes by a cheaper class to a class of its own, and deletes at last', () => {
    const options = { infrequentAfter: days(30), storageClass: 'DEEP_ARCHIVE', expireAfter: days(365) };
    expect(cold(options).lifecycleRules(AWS)[0]).toStrictEqual({
      name: 'archive-retired',
      prefix: 'retired/',
      transitions: [
        { after: days(30), storageClass: 'STANDARD_IA' },
        { after: days(60), storageClass: 'DEEP_ARCHIVE' },
      ],
      expireAfter: days(365),
    });
  });

  test('deletes checkpoints that nobody published, below the path prefix of the tier', () => {
    const tier = cold({ pathPrefix: 'models', expirations: [{ prefix: 'checkpoints/', after: days(14) }] });
    expect(tier.lifecycleRules(BOS)).toStrictEqual([
      {
        name: 'archive-retired',
        prefix: 'models/retired/',
        transitions: [{ after: days(60), storageClass: 'ARCHIVE' }],
      },
      { name: 'expire-checkpoints', prefix: 'models/checkpoints/', expireAfter: days(14) },
    ]);
  });

  test('takes paths with and without a slash, in any order, and names their rules apart', () => {
    const one = cold({ prefixes: ['old/a.b', 'retired/'] });
    const other = cold({ prefixes: ['retired', 'old/a.b'] });
    expect(one.lifecycleRules(COS)).toStrictEqual(other.lifecycleRules(COS));
    const names = cold({ prefixes: ['a.b', 'a/b', 'a-b'] })
      .lifecycleRules(COS)
      .map((rule) => rule.name);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^archive-a-b(-[0-9a-f]{8})?$/);
  });
});

describe('mistakes of a cold tier', () => {
  test.each([
    ['no whole days', (): unknown => ColdTier.archiveAfter(Duration.hours(36)), 'archiveAfter'],
    ['no day', (): unknown => ColdTier.archiveAfter(days(0)), 'archiveAfter'],
    ['an archive before what comes before it', (): unknown => cold({ infrequentAfter: days(60) }), 'archiveAfter'],
    ['an age of minutes', (): unknown => cold({ infrequentAfter: Duration.minutes(1) }), 'infrequentAfter'],
    ['a deletion before the archive', (): unknown => cold({ expireAfter: days(60) }), 'expireAfter'],
    [
      'an expiration of no day',
      (): unknown => cold({ expirations: [{ prefix: 'c', after: days(0) }] }),
      'the expiration of c',
    ],
  ])('fails on %s', (_what, make, age) => {
    expect(make).toThrow(new RegExp(`AIC-3130: the age ${age} is not usable.*whole days`));
  });

  test.each([[[]], [['']], [['/']]])('fails on the paths %p, which archive what is served', (prefixes) => {
    expect(() => cold({ prefixes })).toThrow(/AIC-3131: the cold tier names no path.*\n.*while they are served/);
  });

  test('fails on an expiration of the whole bucket', () => {
    expect(() => cold({ expirations: [{ prefix: '', after: days(1) }] })).toThrow(/AIC-3131/);
  });

  test.each(['/retired', 'a//b', 'a b', '../x'])('fails on the path %p', (path) => {
    expect(() => cold({ prefixes: [path] })).toThrow(/AIC-3003: a path of the cold tier is not usable/);
    expect(() => cold({ pathPrefix: path })).toThrow(/AIC-3003: the path prefix of the cold tier is not usable/);
  });

  test.each([
    ['twice', ['a', 'a/'], []],
    ['below another', ['a', 'a/b'], []],
    ['that expires as well', ['a'], [{ prefix: 'a/checkpoints', after: days(1) }]],
  ])('fails on a path %s', (_what, prefixes, expirations) => {
    expect(() => cold({ prefixes, expirations })).toThrow(/AIC-3132: two rules of the cold tier meet the same objects/);
  });

  test('fails where S3 refuses so early a move, and other clouds do not', () => {
    const tier = ColdTier.archiveAfter(days(60), { infrequentAfter: days(10) });
    expect(() => tier.lifecycleRules(AWS)).toThrow(/AIC-3133: S3 moves no object to STANDARD_IA so early; got infreq/);
    expect(tier.lifecycleRules(OSS)[0].transitions).toHaveLength(2);
  });

  test('fails when objects leave a class before the time that is paid for', () => {
    const early = ColdTier.archiveAfter(days(40), { infrequentAfter: days(30) });
    expect(() => early.lifecycleRules(COS)).toThrow(
      /AIC-3134: objects leave the class STANDARD_IA .*; got 10 days, want at least 30 days\.\n.*Duration\.days\(60\)/,
    );
    expect(() => cold({ expireAfter: days(100) }).lifecycleRules(BOS)).toThrow(
      /AIC-3134: objects leave the class ARCHIVE .*; got 40 days, want at least 180 days\.\n.*Duration\.days\(240\)/,
    );
  });

  test('fails on a cloud that says nothing of its classes', () => {
    expect(() => cold().lifecycleRules(factsOf(CloudProfile.generic()))).toThrow(
      /AIC-3135: nothing is known of the storage classes of the cloud generic/,
    );
  });

  test('fails on a class that the cloud does not have', () => {
    expect(() => cold({ storageClass: 'GLACIER' }).lifecycleRules(COS)).toThrow(
      /AIC-3136: the object storage of tencent has no such class; got 'GLACIER', want MAZ_STANDARD, STANDARD, /,
    );
    const facts = { ...AWS, objectStorage: { ...AWS.objectStorage!, infrequentClass: undefined } };
    expect(() => cold({ infrequentAfter: days(30) }).lifecycleRules(facts)).toThrow(/AIC-3136.*no class for what is/);
  });
});
