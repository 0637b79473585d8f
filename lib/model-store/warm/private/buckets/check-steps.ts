import { IConstruct } from 'constructs';
import { CloudStorageKind } from './cloud-provider';
import { ResolvedRule } from './resolve-bucket';
import { ObjectStorageFacts, ObjectStorageKind } from '../../../../contracts/object-storage';
import { fail, prose, warn } from '../../../../core/private/fail';

/**
 * The classes that objects can move to by age, in the only direction that they move.
 *
 * COS and BOS have `MAZ_` classes besides; those are for buckets that span zones.
 *
 * @see https://www.tencentcloud.com/document/product/436/17028
 * @see https://www.alibabacloud.com/help/en/oss/user-guide/lifecycle-rules-based-on-the-last-modified-time
 * @see https://cloud.baidu.com/doc/BOS/s/Tk1rlcjp5
 * @see https://docs.amazonaws.cn/en_us/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const CLASS_LADDERS: Readonly<Record<CloudStorageKind, readonly string[]>> = {
  [ObjectStorageKind.COS]: ['STANDARD_IA', 'INTELLIGENT_TIERING', 'ARCHIVE', 'DEEP_ARCHIVE'],
  [ObjectStorageKind.OSS]: ['IA', 'Archive', 'ColdArchive', 'DeepColdArchive'],
  [ObjectStorageKind.BOS]: ['STANDARD_IA', 'COLD', 'ARCHIVE'],
  [ObjectStorageKind.S3]: ['STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
};

/** S3 takes objects into these classes, and out of them, after so many days. */
const S3_SLOW_CLASSES = ['STANDARD_IA', 'ONEZONE_IA'];
const S3_SLOW_DAYS = 30;

/** Checks what a rule does with current versions, step by step. */
export function checkSteps(
  scope: IConstruct,
  rule: ResolvedRule,
  kind: CloudStorageKind,
  storage: ObjectStorageFacts,
): void {
  const ladder = CLASS_LADDERS[kind].filter((name) =>
    storage.storageClasses.some(({ className }) => className === name),
  );
  rule.transitions.forEach((step, i) => {
    checkClass(scope, rule, step.storageClass, kind, ladder);
    if (i > 0) checkOrder(scope, rule, rule.transitions[i - 1], step, ladder);
  });
  if (kind === ObjectStorageKind.S3) checkSlow(scope, rule);
  checkExpiry(scope, rule);
  warnOfPaidTime(scope, rule, storage);
}

function checkClass(
  scope: IConstruct,
  rule: ResolvedRule,
  storageClass: string,
  kind: CloudStorageKind,
  ladder: string[],
): void {
  if (ladder.includes(storageClass)) return;
  throw fail(scope, {
    code: 'AIC-3111',
    what: `the lifecycle rule ${rule.name} moves to a class that a bucket of ${kind} does not move to`,
    got: storageClass,
    want: ladder.join(', '),
    fix: `Write storageClass: '${ladder[ladder.length - 1]}', or let ColdTier.lifecycleRules(cluster.cloudFacts) choose.`,
  });
}

type Step = ResolvedRule['transitions'][number];

function checkOrder(scope: IConstruct, rule: ResolvedRule, before: Step, step: Step, ladder: string[]): void {
  const isDown = ladder.indexOf(before.storageClass) < ladder.indexOf(step.storageClass);
  if (isDown && before.days < step.days) return;
  throw fail(scope, {
    code: 'AIC-3112',
    what: `the steps of the lifecycle rule ${rule.name} are out of order`,
    got: prose(`${told(before)}, then ${told(step)}`),
    want: `later steps to later classes: ${ladder.join(', ')}`,
    fix: 'Objects move to colder classes only, one at a time: change the ages, or drop one of the two steps.',
  });
}

/** @see https://docs.amazonaws.cn/en_us/AmazonS3/latest/API/API_Transition.html */
function checkSlow(scope: IConstruct, rule: ResolvedRule): void {
  rule.transitions.forEach((step, i) => {
    const before = i === 0 ? undefined : rule.transitions[i - 1];
    const leavesSlow = before !== undefined && S3_SLOW_CLASSES.includes(before.storageClass);
    const least = leavesSlow
      ? before.days + S3_SLOW_DAYS
      : S3_SLOW_CLASSES.includes(step.storageClass)
        ? S3_SLOW_DAYS
        : 0;
    if (step.days >= least) return;
    throw fail(scope, {
      code: 'AIC-3113',
      what: `the lifecycle rule ${rule.name} moves too early for S3`,
      got: prose(before !== undefined && leavesSlow ? `${told(before)}, then ${told(step)}` : told(step)),
      want: `${step.storageClass} after ${least} days at the earliest`,
      fix: `Write after: Duration.days(${least}).`,
    });
  });
}

function checkExpiry(scope: IConstruct, rule: ResolvedRule): void {
  const last = rule.transitions[rule.transitions.length - 1];
  if (last === undefined || rule.expireDays === undefined || rule.expireDays > last.days) return;
  throw fail(scope, {
    code: 'AIC-3114',
    what: `the lifecycle rule ${rule.name} deletes objects before it has moved them`,
    got: prose(`${told(last)}, deleted after ${rule.expireDays} days`),
    want: `expireAfter of more than ${last.days} days`,
    fix: 'Delete later, or drop the last transition.',
  });
}

/** Legal, but an object that leaves a class early is paid for until the end of the class's shortest time. */
function warnOfPaidTime(scope: IConstruct, rule: ResolvedRule, storage: ObjectStorageFacts): void {
  rule.transitions.forEach((step, i) => {
    const leaves = rule.transitions[i + 1]?.days ?? rule.expireDays;
    const minimum = storage.storageClasses.find((c) => c.className === step.storageClass)?.minimumStorage;
    if (leaves === undefined || minimum === undefined) return;
    const least = minimum.inSeconds / 86400;
    if (leaves - step.days >= least) return;
    warn(
      scope,
      'AIC-3115',
      `the lifecycle rule ${rule.name} keeps objects ${leaves - step.days} days in ${step.storageClass}, and ${least} are paid`,
    );
  });
}

function told(step: Step): string {
  return `${step.storageClass} after ${step.days} days`;
}
