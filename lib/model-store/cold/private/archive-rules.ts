import { IConstruct } from 'constructs';
import { ageInDays } from './check-cold-tier';
import { CloudFacts } from '../../../contracts/cluster';
import { ObjectStorageClass, ObjectStorageFacts, ObjectStorageKind } from '../../../contracts/object-storage';
import { fail, prose } from '../../../core/private/fail';
import { dnsLabel } from '../../../core/private/names';
import { Duration } from '../../../units/duration';
import type { ColdTier } from '../cold-tier';
import { LifecycleRule, LifecycleTransition } from '../lifecycle-rule';

/** The rules of a cold tier in the classes of a cloud. */
export function renderRules(cold: ColdTier, facts: CloudFacts): LifecycleRule[] {
  const transitions = transitionsOf(cold, facts);
  const archives = cold.prefixes.map((path) => ({
    name: ruleName('archive', path),
    prefix: prefixOf(cold, path),
    transitions,
    ...(cold.expireAfter === undefined ? {} : { expireAfter: cold.expireAfter }),
  }));
  const expirations = cold.expirations.map(({ prefix: path, after }) => ({
    name: ruleName('expire', path),
    prefix: prefixOf(cold, path),
    expireAfter: after,
  }));
  return [...archives, ...expirations];
}

/** The class that objects are archived to; refused when the cloud has none of that name. */
export function archiveClassOf(
  scope: IConstruct | undefined,
  cold: ColdTier | undefined,
  facts: CloudFacts,
): ObjectStorageClass {
  const storage = storageOf(scope, facts);
  return classNamed(scope, storage, facts, cold?.storageClass ?? storage.archiveClass);
}

function transitionsOf(cold: ColdTier, facts: CloudFacts): LifecycleTransition[] {
  const storage = storageOf(undefined, facts);
  const archive = archiveClassOf(undefined, cold, facts);
  const toArchive = { after: cold.after, storageClass: archive.className };
  checkPaidTime(archive, cold.after, cold.expireAfter);
  if (cold.infrequentAfter === undefined) return [toArchive];
  const infrequent = classNamed(undefined, storage, facts, storage.infrequentClass);
  checkPaidTime(infrequent, cold.infrequentAfter, cold.after);
  // S3 refuses earlier moves to this class. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Transition.html
  if (storage.kind === ObjectStorageKind.S3 && cold.infrequentAfter.inSeconds < Duration.days(30).inSeconds) {
    throw fail(undefined, {
      code: 'AIC-3133',
      what: `S3 moves no object to ${infrequent.className} so early`,
      got: prose(`infrequentAfter of ${ageInDays('infrequentAfter', cold.infrequentAfter)} days`),
      want: 'at least 30 days',
      fix: 'Write infrequentAfter: Duration.days(30), or leave it out.',
    });
  }
  return [{ after: cold.infrequentAfter, storageClass: infrequent.className }, toArchive];
}

/** An object that leaves a class before its time is paid for to the end of it, and S3 refuses some of these moves. */
function checkPaidTime(from: ObjectStorageClass, enters: Duration, leaves: Duration | undefined): void {
  const stays = (leaves?.inSeconds ?? Infinity) - enters.inSeconds;
  const paid = from.minimumStorage?.inSeconds ?? 0;
  if (stays >= paid) return;
  throw fail(undefined, {
    code: 'AIC-3134',
    what: `objects leave the class ${from.className} before the time that is paid for`,
    got: prose(`${stays / 86400} days`),
    want: `at least ${paid / 86400} days`,
    fix: `Let the next step come at Duration.days(${(enters.inSeconds + paid) / 86400}), or leave one of the two out.`,
  });
}

function storageOf(scope: IConstruct | undefined, facts: CloudFacts): ObjectStorageFacts {
  if (facts.objectStorage !== undefined) return facts.objectStorage;
  throw fail(scope, {
    code: 'AIC-3135',
    what: `nothing is known of the storage classes of the cloud ${facts.name}`,
    got: prose('no objectStorage in its profile'),
    want: 'a class to archive to',
    fix: 'State them: CloudProfile.generic({ objectStorage: { archiveClass, storageClasses, … } }), and archive and restore nothing where there are none.',
  });
}

function classNamed(
  scope: IConstruct | undefined,
  storage: ObjectStorageFacts,
  facts: CloudFacts,
  name: string | undefined,
): ObjectStorageClass {
  const found = storage.storageClasses.find((c) => c.className === name);
  if (found !== undefined) return found;
  throw fail(scope, {
    code: 'AIC-3136',
    what: `the object storage of ${facts.name} has no such class`,
    got: name ?? prose('no class for what is seldom read'),
    want: storage.storageClasses.map((c) => c.className).join(', '),
    fix: 'Give storageClass as the cloud spells it, or leave it out for the usual archive.',
  });
}

function prefixOf(cold: ColdTier, path: string): string {
  return cold.pathPrefix === undefined ? `${path}/` : `${cold.pathPrefix}/${path}/`;
}

/** Two paths that differ only in what a name cannot hold get different names. */
function ruleName(verb: string, path: string): string {
  return dnsLabel(`${verb}-${path}`, 63);
}
