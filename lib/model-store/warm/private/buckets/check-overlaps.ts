import { IConstruct } from 'constructs';
import { CLASS_LADDERS } from './check-steps';
import { prefixesMeet, ResolvedRule } from './resolve-bucket';
import { ObjectStorageKind } from '../../../../contracts/object-storage';
import { fail, prose } from '../../../../core/private/fail';

/**
 * OSS reads rules whose prefixes meet together, and refuses all of them when they do not fit.
 *
 * @see https://www.alibabacloud.com/help/en/oss/support/0014-00000082
 * @see https://help.aliyun.com/document_detail/31863.html
 */
export function checkOverlaps(scope: IConstruct, rules: ResolvedRule[]): void {
  rules.forEach((rule, i) => {
    for (const other of rules.slice(0, i).filter((before) => prefixesMeet(before, rule))) {
      checkUploads(scope, other, rule);
      checkPair(scope, other, rule);
      checkPair(scope, rule, other);
    }
  });
}

function checkUploads(scope: IConstruct, a: ResolvedRule, b: ResolvedRule): void {
  if (a.abortUploadsDays === undefined || b.abortUploadsDays === undefined) return;
  throw fail(scope, {
    code: 'AIC-3110',
    what: 'two lifecycle rules of OSS drop the same unfinished uploads',
    got: prose(`${told(a)} and ${told(b)}`),
    want: 'abortUploadsAfter once for each key',
    fix: 'Leave abortUploadsAfter to one rule without a prefix.',
  });
}

/** What `b` does with an object must come later than the warmer steps of `a`. */
function checkPair(scope: IConstruct, a: ResolvedRule, b: ResolvedRule): void {
  const ladder = CLASS_LADDERS[ObjectStorageKind.OSS];
  const isColder = (than: string, storageClass: string): boolean => ladder.indexOf(storageClass) > ladder.indexOf(than);
  for (const step of a.transitions) {
    const colder = b.transitions.find((t) => isColder(step.storageClass, t.storageClass) && t.days <= step.days);
    const isDeleted = b.expireDays !== undefined && b.expireDays <= step.days;
    if (colder === undefined && !isDeleted) continue;
    const early =
      colder === undefined ? `deleted after ${b.expireDays}` : `${colder.storageClass} after ${colder.days}`;
    throw fail(scope, {
      code: 'AIC-3117',
      what: 'two lifecycle rules of OSS do not fit for the objects that both mean',
      got: prose(`${step.storageClass} after ${step.days} days by ${told(a)}, ${early} days by ${told(b)}`),
      want: 'warmer classes first, and deletion last, over all rules whose prefixes meet',
      fix: 'Give the two rules prefixes that do not meet, or change the ages.',
    });
  }
}

function told({ name, prefix }: ResolvedRule): string {
  return `${name} (${prefix ?? 'all keys'})`;
}
