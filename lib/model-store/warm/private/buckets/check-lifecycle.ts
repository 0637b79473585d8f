import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { checkOverlaps } from './check-overlaps';
import { checkSteps } from './check-steps';
import { CloudStorageKind } from './cloud-provider';
import { ResolvedRule } from './resolve-bucket';
import { ObjectStorageFacts, ObjectStorageKind } from '../../../../contracts/object-storage';
import { fail, prose } from '../../../../core/private/fail';
import { Duration } from '../../../../units/duration';
import { LifecycleRule } from '../../../cold/lifecycle-rule';

/** What rules are checked against. */
export interface LifecycleContext {
  readonly kind: CloudStorageKind;
  readonly storage: ObjectStorageFacts;
  readonly versioning: boolean;
}

/** The rules in days, sorted by name; refused where the cloud would refuse them or they would do nothing. */
export function resolveRules(scope: IConstruct, rules: LifecycleRule[], context: LifecycleContext): ResolvedRule[] {
  const resolved = rules
    .map((rule) => resolveRule(scope, rule, context))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  checkNames(scope, resolved);
  if (context.kind === ObjectStorageKind.OSS) checkOverlaps(scope, resolved);
  return resolved;
}

function resolveRule(scope: IConstruct, rule: LifecycleRule, context: LifecycleContext): ResolvedRule {
  const days = (what: string, age: Duration | undefined): number | undefined =>
    age === undefined ? undefined : wholeDays(scope, context.kind, `${what} of the lifecycle rule ${rule.name}`, age);
  const resolved: ResolvedRule = {
    name: rule.name,
    prefix: rule.prefix === '' ? undefined : rule.prefix,
    transitions: (rule.transitions ?? [])
      .map(({ after, storageClass }) => ({ days: days(`the move to ${storageClass}`, after) ?? 0, storageClass }))
      .sort((a, b) => a.days - b.days),
    expireDays: days('expireAfter', rule.expireAfter),
    expireOldVersionsDays: days('expireOldVersionsAfter', rule.expireOldVersionsAfter),
    abortUploadsDays: days('abortUploadsAfter', rule.abortUploadsAfter),
  };
  checkDoes(scope, resolved);
  checkPrefix(scope, resolved);
  checkOldVersions(scope, resolved, context);
  checkSteps(scope, resolved, context.kind, context.storage);
  return resolved;
}

/** Lifecycles run once a day. COS counts to ten years. @see https://www.tencentcloud.com/document/product/436/17028 */
function wholeDays(scope: IConstruct, kind: CloudStorageKind, what: string, age: Duration): number {
  const days = age.inSeconds / 86400;
  const most = kind === ObjectStorageKind.COS ? 3650 : undefined;
  if (Number.isInteger(days) && days >= 1 && days <= (most ?? Infinity)) return days;
  throw fail(scope, {
    code: 'AIC-3105',
    what: `${what} is no age that a bucket of ${kind} counts`,
    got: prose(Number.isInteger(days) ? `${days} days` : age.toGoString()),
    want: most === undefined ? 'whole days, 1 at least' : `1 to ${most} whole days`,
    fix: 'Write for example Duration.days(60).',
  });
}

function checkNames(scope: IConstruct, sorted: ResolvedRule[]): void {
  sorted.forEach(({ name }, i) => {
    const isTwice = i > 0 && sorted[i - 1].name === name;
    if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) && !isTwice) return;
    throw fail(scope, {
      code: 'AIC-3106',
      what: isTwice ? 'two lifecycle rules have one name' : 'the lifecycle rule has no usable name',
      got: name,
      want: isTwice
        ? 'a name of its own for each'
        : "at most 63 of a-z, 0-9 and '-', with a letter or digit at both ends",
      fix: "Name rules after what they do: 'archive-retired'.",
    });
  });
}

function checkDoes(scope: IConstruct, rule: ResolvedRule): void {
  const { transitions, expireDays, expireOldVersionsDays, abortUploadsDays } = rule;
  if (transitions.length > 0 || [expireDays, expireOldVersionsDays, abortUploadsDays].some((d) => d !== undefined))
    return;
  throw fail(scope, {
    code: 'AIC-3107',
    what: `the lifecycle rule ${rule.name} does nothing`,
    got: prose('no transitions, no expiry'),
    want: 'something that happens at an age',
    fix: 'Give transitions, expireAfter, expireOldVersionsAfter or abortUploadsAfter, or drop the rule.',
  });
}

/** Keys have no '/' in front, and '*' and '$' are patterns of BOS. */
function checkPrefix(scope: IConstruct, rule: ResolvedRule): void {
  const { prefix } = rule;
  if (prefix === undefined || Token.isUnresolved(prefix) || /^[^/*$?\s][^*$?\s]{0,1023}$/.test(prefix)) return;
  throw fail(scope, {
    code: 'AIC-3108',
    what: `the prefix of the lifecycle rule ${rule.name} is no beginning of a key`,
    got: prefix,
    want: "at most 1024 characters without spaces, '*', '$' and '?', and without '/' in front",
    fix: "Write for example 'retired/'; all that begins so is meant.",
  });
}

function checkOldVersions(scope: IConstruct, rule: ResolvedRule, { kind, versioning }: LifecycleContext): void {
  if (rule.expireOldVersionsDays === undefined) return;
  const isBos = kind === ObjectStorageKind.BOS;
  if (!isBos && versioning) return;
  throw fail(scope, {
    code: 'AIC-3109',
    what: `the lifecycle rule ${rule.name} has no old versions to delete`,
    got: prose(
      isBos ? 'a bucket of BOS, whose Terraform rules see current versions only' : 'a bucket without versioning',
    ),
    want: 'a rule without expireOldVersionsAfter',
    fix: isBos
      ? 'Leave expireOldVersionsAfter out and delete old versions in the console, or set versioning: false.'
      : 'Leave expireOldVersionsAfter out, or drop versioning: false.',
  });
}
