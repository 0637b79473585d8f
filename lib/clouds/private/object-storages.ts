import { ObjectStorageClass, ObjectStorageFacts, ObjectStorageKind } from '../../contracts/object-storage';
import { fail } from '../../core/private/fail';
import { Duration } from '../../units/duration';

// Restores take "two to five hours" and the like upstream: the longer end is stated, since something waits for it.

/**
 * Tencent COS. The `MAZ_` classes are those of buckets that span zones; such buckets have no archive.
 *
 * @see https://www.tencentcloud.com/document/api/436/12633
 * @see https://www.tencentcloud.com/document/product/436/33417
 */
export const COS: ObjectStorageFacts = {
  kind: ObjectStorageKind.COS,
  storageClasses: [
    readable('MAZ_STANDARD'),
    readable('STANDARD'),
    readable('MAZ_INTELLIGENT_TIERING'),
    readable('INTELLIGENT_TIERING'),
    readable('MAZ_STANDARD_IA', 30),
    readable('STANDARD_IA', 30),
    {
      className: 'ARCHIVE',
      restoreTime: Duration.hours(5),
      expeditedRestoreTime: Duration.minutes(5),
      bulkRestoreTime: Duration.hours(12),
      minimumStorage: Duration.days(90),
    },
    {
      className: 'DEEP_ARCHIVE',
      restoreTime: Duration.hours(24),
      bulkRestoreTime: Duration.hours(48),
      minimumStorage: Duration.days(180),
    },
  ],
  archiveClass: 'ARCHIVE',
  infrequentClass: 'STANDARD_IA',
};

/**
 * Alibaba OSS. Objects of the class Archive can be read without a restore where the bucket allows direct reads.
 *
 * @see https://www.alibabacloud.com/help/en/oss/user-guide/restore-objects-for-access
 * @see https://www.alibabacloud.com/help/en/oss/how-can-i-avoid-the-cost-of-insufficient-storage
 */
export const OSS: ObjectStorageFacts = {
  kind: ObjectStorageKind.OSS,
  storageClasses: [
    readable('Standard'),
    readable('IA', 30),
    { className: 'Archive', restoreTime: Duration.minutes(1), minimumStorage: Duration.days(60) },
    {
      className: 'ColdArchive',
      restoreTime: Duration.hours(5),
      expeditedRestoreTime: Duration.hours(1),
      bulkRestoreTime: Duration.hours(12),
      minimumStorage: Duration.days(180),
    },
    {
      className: 'DeepColdArchive',
      restoreTime: Duration.hours(48),
      expeditedRestoreTime: Duration.hours(12),
      minimumStorage: Duration.days(180),
    },
  ],
  archiveClass: 'Archive',
  infrequentClass: 'IA',
};

/**
 * Baidu BOS. Objects of the class COLD are read at once, for a fee.
 *
 * @see https://cloud.baidu.com/doc/BOS/s/Bk24ffn89
 * @see https://github.com/baidubce/bce-sdk-go/blob/master/services/bos/api/options.go
 */
export const BOS: ObjectStorageFacts = {
  kind: ObjectStorageKind.BOS,
  storageClasses: [
    readable('MAZ_STANDARD'),
    readable('STANDARD'),
    readable('MAZ_STANDARD_IA', 30),
    readable('STANDARD_IA', 30),
    readable('COLD', 60),
    {
      className: 'ARCHIVE',
      restoreTime: Duration.hours(5),
      expeditedRestoreTime: Duration.minutes(30),
      bulkRestoreTime: Duration.hours(12),
      minimumStorage: Duration.days(180),
    },
  ],
  archiveClass: 'ARCHIVE',
  infrequentClass: 'STANDARD_IA',
};

/**
 * Amazon S3.
 *
 * @see https://docs.amazonaws.cn/en_us/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
 * @see https://docs.amazonaws.cn/en_us/AmazonS3/latest/userguide/storage-class-intro.html
 */
export const S3: ObjectStorageFacts = {
  kind: ObjectStorageKind.S3,
  storageClasses: [
    readable('STANDARD'),
    readable('INTELLIGENT_TIERING'),
    readable('STANDARD_IA', 30),
    readable('ONEZONE_IA', 30),
    readable('GLACIER_IR', 90),
    {
      className: 'GLACIER',
      restoreTime: Duration.hours(5),
      expeditedRestoreTime: Duration.minutes(5),
      bulkRestoreTime: Duration.hours(12),
      minimumStorage: Duration.days(90),
    },
    {
      className: 'DEEP_ARCHIVE',
      restoreTime: Duration.hours(12),
      bulkRestoreTime: Duration.hours(48),
      minimumStorage: Duration.days(180),
    },
  ],
  archiveClass: 'GLACIER',
  infrequentClass: 'STANDARD_IA',
};

/** Refuses facts of a user's own that do not hold together. */
export function checkStorage(storage: ObjectStorageFacts): void {
  const names = storage.storageClasses.map((c) => c.className);
  const archive = storage.storageClasses.find((c) => c.className === storage.archiveClass);
  const infrequent = storage.infrequentClass === undefined || names.includes(storage.infrequentClass);
  if (archive?.restoreTime !== undefined && infrequent && new Set(names).size === names.length) return;
  throw fail(undefined, {
    code: 'AIC-1330',
    what: 'the classes of the object storage do not hold together',
    got: { storageClasses: names, archiveClass: storage.archiveClass, infrequentClass: storage.infrequentClass },
    want: 'each class once, with archiveClass and infrequentClass among them, and a restoreTime for the archive',
    fix: "Write { archiveClass: 'GLACIER', storageClasses: [{ className: 'GLACIER', restoreTime: Duration.hours(5) }] }.",
  });
}

function readable(className: string, minimumDays?: number): ObjectStorageClass {
  return minimumDays === undefined ? { className } : { className, minimumStorage: Duration.days(minimumDays) };
}
