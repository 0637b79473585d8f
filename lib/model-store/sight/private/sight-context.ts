import { IConstruct } from 'constructs';
import { factsOf } from '../../../core/private/facts';
import { ModelStoreThresholds } from '../model-store-thresholds';

/** A model or dataset as its rules need it. */
export interface WatchedFiles {
  /** Name of its claim: what engines call it. */
  readonly dataset: string;
  readonly kind: string;
  /** Bytes by tier; a tier that does not hold it is absent. */
  readonly bytes: { readonly [tier: string]: number };
  /** Money per month by tier, as far as prices are known. */
  readonly monthly: { readonly [tier: string]: number };
  readonly currency?: string;
}

/** What rules and panels of a store are made for, with every default decided. */
export interface SightContext {
  readonly namespace: string;
  readonly engine: string;
  /** Sorted by the names of their claims. */
  readonly files: readonly WatchedFiles[];
  /** Where the file systems of the cache may be mounted. */
  readonly mountpoints: readonly string[];
  readonly thresholds: Required<ModelStoreThresholds>;
}

/** An entry of the blueprint, as far as it is read here. */
interface ModelEntry {
  readonly claim: string;
  readonly kind: string;
  readonly sizeBytes: number;
  readonly archive?: object;
  /** What stands in the archive alone is nowhere hot. */
  readonly warmUp?: { readonly egressBytes: number };
  readonly cost?: { readonly currency: string; readonly [what: string]: unknown };
}

/** What the blueprint says of the files of a store. */
export function watchedFiles(store: IConstruct): WatchedFiles[] {
  return store.node
    .findAll()
    .flatMap((construct) => factsOf(construct))
    .filter(({ section }) => section === 'models')
    .flatMap(({ describe }) => describe() as unknown as ModelEntry | ModelEntry[])
    .map(resolveFiles)
    .sort((a, b) => (a.dataset < b.dataset ? -1 : 1));
}

function resolveFiles({ claim, kind, sizeBytes, archive, warmUp, cost }: ModelEntry): WatchedFiles {
  const prices = { hot: cost?.hotPerMonth, warm: cost?.warmPerMonth, cold: cost?.coldPerMonth };
  return {
    dataset: claim,
    kind,
    bytes: {
      ...(archive === undefined ? {} : { cold: sizeBytes }),
      ...(warmUp === undefined ? {} : { hot: warmUp.egressBytes, warm: sizeBytes }),
    },
    monthly: Object.fromEntries(
      Object.entries(prices).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ),
    ...(cost === undefined ? {} : { currency: cost.currency }),
  };
}

/** A directory and all above it, but the root: one of them is where its file system is mounted. */
export function mountpointsOf(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
