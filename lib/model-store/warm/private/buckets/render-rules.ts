import { BosLifecycleRule } from './bos-bucket';
import { CosLifecycleRule } from './cos-bucket';
import { OssLifecycleRule } from './oss-bucket';
import { ResolvedRule } from './resolve-bucket';
import { S3LifecycleRule } from './s3-bucket';

/** A part of a rule that stands there only when it was asked for. */
function part<K extends string, V>(name: K, days: number | undefined, value: (days: number) => V): { [key in K]?: V } {
  return (days === undefined ? {} : { [name]: value(days) }) as { [key in K]?: V };
}

function transitionsOf<K extends string>(name: K, rule: ResolvedRule): { [key in K]?: TransitionBlock[] } {
  const blocks = rule.transitions.map(({ days, storageClass }) => ({ days, storage_class: storageClass }));
  return (blocks.length === 0 ? {} : { [name]: blocks }) as { [key in K]?: TransitionBlock[] };
}

interface TransitionBlock {
  days: number;
  storage_class: string;
}

export function cosRule(rule: ResolvedRule): CosLifecycleRule {
  return {
    id: rule.name,
    ...(rule.prefix === undefined ? {} : { filter_prefix: rule.prefix }),
    ...transitionsOf('transition', rule),
    ...part('expiration', rule.expireDays, (days) => ({ days })),
    ...part('non_current_expiration', rule.expireOldVersionsDays, (days) => ({ non_current_days: days })),
    ...part('abort_incomplete_multipart_upload', rule.abortUploadsDays, (days) => ({ days_after_initiation: days })),
  };
}

export function ossRule(rule: ResolvedRule): OssLifecycleRule {
  return {
    id: rule.name,
    ...(rule.prefix === undefined ? {} : { prefix: rule.prefix }),
    enabled: true,
    ...transitionsOf('transitions', rule),
    ...part('expiration', rule.expireDays, (days) => ({ days })),
    ...part('noncurrent_version_expiration', rule.expireOldVersionsDays, (days) => ({ days })),
    ...part('abort_multipart_upload', rule.abortUploadsDays, (days) => ({ days })),
  };
}

export function s3Rule(rule: ResolvedRule): S3LifecycleRule {
  return {
    id: rule.name,
    status: 'Enabled',
    filter: rule.prefix === undefined ? {} : { prefix: rule.prefix },
    ...transitionsOf('transition', rule),
    ...part('expiration', rule.expireDays, (days) => ({ days })),
    ...part('noncurrent_version_expiration', rule.expireOldVersionsDays, (days) => ({ noncurrent_days: days })),
    ...part('abort_incomplete_multipart_upload', rule.abortUploadsDays, (days) => ({ days_after_initiation: days })),
  };
}

/** A rule of BOS does one thing, so a rule of several steps becomes several, named after the steps. */
export function bosRules(bucketName: string, rule: ResolvedRule): BosLifecycleRule[] {
  const step = (name: string, days: number, action: BosLifecycleRule['action']): BosLifecycleRule => ({
    id: `${rule.name}-${name}`,
    status: 'enabled',
    resource: [`${bucketName}/${rule.prefix ?? ''}*`],
    condition: { time: { date_greater_than: `$(lastModified)+P${days}D` } },
    action,
  });
  const steps = [
    ...rule.transitions.map(({ days, storageClass }) =>
      step(storageClass.toLowerCase().replace(/_/g, '-'), days, { name: 'Transition', storage_class: storageClass }),
    ),
    ...(rule.expireDays === undefined ? [] : [step('delete', rule.expireDays, { name: 'DeleteObject' })]),
    ...(rule.abortUploadsDays === undefined
      ? []
      : [step('abort-uploads', rule.abortUploadsDays, { name: 'AbortMultipartUpload' })]),
  ];
  return steps.length === 1 ? [{ ...steps[0], id: rule.name }] : steps;
}
