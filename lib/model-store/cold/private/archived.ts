import { Dependable, IConstruct, IDependable } from 'constructs';
import { archiveClassOf } from './archive-rules';
import { isBelow } from './check-cold-tier';
import { checkRestorePlace, RestorePlace } from './restored-in';
import { CloudFacts } from '../../../contracts/cluster';
import { ObjectStorageClass, ObjectStorageKind } from '../../../contracts/object-storage';
import { AiCloudError, fail, prose } from '../../../core/private/fail';
import { Size } from '../../../units/size';
import { StoragePrices } from '../../storage-prices';
import type { ColdTier } from '../cold-tier';
import type { IRestored } from '../restored';

/** Files, as far as the cold tier asks. */
export interface ColdFiles extends RestorePlace {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  /** The path in the bucket. */
  readonly key: string;
  /** Starts of the keys whose objects the bucket archives or deletes. */
  readonly agedPrefixes: readonly string[];
  readonly size: Size;
  readonly facts: CloudFacts;
  readonly cold?: ColdTier;
  readonly archived?: boolean;
  readonly restoredBy?: IRestored;
  /** Whether they were asked to be kept in the hot tier. */
  readonly isWanted: boolean;
  readonly prices?: StoragePrices;
}

/** The archive that files stand in. */
export interface Archive {
  readonly storageClass: ObjectStorageClass;
  readonly restoredBy?: IRestored;
  /** Whether they must be restored before anybody can read them, and are not. */
  readonly isFrozen: boolean;
}

/** The archive that the files are in; undefined when they are warm. Refuses what would be archived while it is used. */
export function archiveOf(scope: IConstruct, files: ColdFiles): Archive | undefined {
  const { cold, path, kind, restoredBy } = files;
  const isArchived = files.archived ?? restoredBy !== undefined;
  if (!isArchived) {
    if (cold !== undefined) checkStaysWarm(scope, files, cold);
    checkRules(scope, files);
    return undefined;
  }
  const storageClass = archiveClassOf(scope, cold, files.facts);
  if (restoredBy !== undefined) checkRestorePlace(scope, { ...files, restoredBy });
  if (restoredBy !== undefined && !isBelow(path, restoredBy.restoredPath)) {
    throw fail(scope, {
      code: 'AIC-3141',
      what: `the restore does not bring the ${kind} back`,
      got: restoredBy.restoredPath,
      want: `${path}, or a path above it`,
      fix: `Restore the path of the ${kind}: new RestoreJob(…, { store, path: '${path}' }).`,
    });
  }
  const isReadInPlace = storageClass.restoreTime === undefined || readsDirectly(files.facts, cold, storageClass);
  const isFrozen = restoredBy === undefined && !isReadInPlace;
  if (isFrozen && files.isWanted) {
    throw fail(scope, {
      code: 'AIC-3140',
      what: `the ${kind} is kept hot and stands in the archive`,
      got: prose(`a prefetch or pinned, and the class ${storageClass.className}`),
      want: 'one of the two: an object of that class cannot be read before it is restored',
      fix: 'Leave prefetch and pinned out, or restore it: new RestoreJob(…), and restoredBy with that job.',
    });
  }
  return { storageClass, restoredBy, isFrozen };
}

/** What nobody can read yet: why, how long it takes, what it costs and what to write. */
export function frozen(scope: IConstruct, files: ColdFiles, { storageClass }: Archive): AiCloudError {
  const hours = (storageClass.restoreTime?.inSeconds ?? 0) / 3600;
  const time = hours < 1 ? `${Math.round(hours * 60)} min` : `${hours} h`;
  const cost = files.prices?._restore(files.size);
  return fail(scope, {
    code: 'AIC-3142',
    what: `the ${files.kind} ${files.name} stands in the archive and cannot be read`,
    got: prose(
      `class ${storageClass.className}: a restore takes up to ${time}${cost === undefined ? '' : ` and costs ${cost}`}`,
    ),
    want: `a ${files.kind} that was restored`,
    fix:
      `Write const restore = new RestoreJob(stack, 'Restore', { store, path: '${files.path}' }), ` +
      `and give the ${files.kind} restoredBy: restore instead of archived: true.`,
  });
}

/** Something that never becomes ready: whoever waits for it learns why. */
export function neverReady(reason: () => Error): IDependable {
  const dependable = {} as IDependable;
  Dependable.implement(dependable, {
    get dependencyRoots(): IConstruct[] {
      throw reason();
    },
  });
  return dependable;
}

function checkStaysWarm(scope: IConstruct, { kind, path }: ColdFiles, cold: ColdTier): void {
  const meets = (prefix: string): boolean => isBelow(path, prefix) || isBelow(prefix, path);
  const archiving = cold.prefixes.find(meets);
  if (archiving !== undefined) {
    throw fail(scope, {
      code: 'AIC-3138',
      what: `the ${kind} would be archived while it is used`,
      got: path,
      want: `a path that does not meet ${archiving}, which is archived ${cold.after.inSeconds / 86400} days after it was written`,
      fix: `Move the objects elsewhere and give that path, or say that it stands in the archive: archived: true.`,
    });
  }
  const expiring = cold.expirations.find(({ prefix }) => meets(prefix));
  if (expiring === undefined) return;
  throw fail(scope, {
    code: 'AIC-3139',
    what: `the ${kind} would be deleted while it is used`,
    got: path,
    want: `a path that does not meet ${expiring.prefix}, which is deleted ${expiring.after.inSeconds / 86400} days after it was written`,
    fix: 'Copy what is used to a path of its own, and give that one.',
  });
}

/** The rules of the bucket are what counts, whatever the store was told. */
function checkRules(scope: IConstruct, { kind, key, agedPrefixes }: ColdFiles): void {
  const aged = agedPrefixes.find((prefix) => `${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`));
  if (aged === undefined) return;
  throw fail(scope, {
    code: 'AIC-3148',
    what: `a rule of the bucket archives or deletes the ${kind} while it is used`,
    got: prose(aged === '' ? `${key}, and a rule for the whole bucket` : `${key}, and a rule for ${aged}`),
    want: 'rules for paths that hold nothing but what is retired',
    fix: 'Give the rule a prefix of its own, as ColdTier.archiveAfter(…).lifecycleRules(cluster.cloudFacts) does.',
  });
}

/** Alibaba reads objects of its class Archive in place, where the bucket was told so. */
export function readsDirectly(
  facts: CloudFacts,
  cold: ColdTier | undefined,
  storageClass: ObjectStorageClass,
): boolean {
  return (
    cold?.directRead === true &&
    facts.objectStorage?.kind === ObjectStorageKind.OSS &&
    storageClass.className === facts.objectStorage.archiveClass
  );
}
