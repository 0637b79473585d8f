import { Construct, IConstruct, IDependable } from 'constructs';
import { DiskQuota, ResolvedTier, spreadOverDisks } from './tier';
import { ICluster } from '../../../contracts/cluster';
import { Toleration } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { Size } from '../../../units/size';
import { KubeletOptions } from '../../fluid/kubelet-options';
import { Prefetch } from '../../moving/prefetch';
import { ResolvedWarm } from '../../warm/private/resolve-warm';

/** Nodes that may hold the cache. */
export interface ResolvedPool {
  readonly name: string;
  readonly nodeLabels: { readonly [key: string]: string };
  readonly tolerations: readonly Toleration[];
  readonly nodes: number;
  readonly nvmePerNode?: Size;
}

/** How many bytes are kept hot, how often, and over how many nodes they are spread. */
export interface Footprint {
  /** Name of the model or dataset. */
  readonly name: string;
  readonly size: Size;
  readonly replicas: number;
  readonly nodes: number;
}

/** Files of a model or a dataset, with every default decided: what an engine renders its objects from. */
export interface CachedFiles {
  readonly name: string;
  readonly namespace: string;
  /** Objects in the bucket, below the path prefix of the warm tier. */
  readonly path: string;
  readonly warm: ResolvedWarm;
  readonly pools: readonly ResolvedPool[];
  readonly footprint: Footprint;
  readonly replicas: number;
  /** What the hot tier holds at a time: all of them, or less when they are larger than their cache. */
  readonly cacheBytes: number;
  readonly bytesPerNode: number;
  /** Where they stand on each node. */
  readonly tier: ResolvedTier;
  /** Secret that images are pulled with. */
  readonly pullSecretName?: string;
  /** Whether they are never evicted. */
  readonly isPinned: boolean;
  /** When they are brought in: for engines that must refuse it. What asks for it is not theirs to render. */
  readonly prefetch: Prefetch;
}

/** A field of an object that has a value once something is done: what `kubectl wait` looks at. */
export interface Awaited {
  /** As kubectl names it, for example `dataloads.data.fluid.io`. */
  readonly resource: string;
  readonly name: string;
  /** Cluster-wide when there is none. */
  readonly namespace?: string;
  /** For example `{.status.phase}=Complete`. */
  readonly jsonPath: string;
  /** Whether it is made later than what waits for it: kubectl takes what is not there for a mistake. */
  readonly isMadeLater?: boolean;
}

/** How files come into a cache ahead of their first reader. */
export type CacheLoad =
  /** By a DataLoad of Fluid. When it is made is not the engine's business. */
  | { readonly kind: 'data-load'; readonly manifest: Manifest }
  /** By the engine, as soon as the objects of the cache are there. */
  | { readonly kind: 'by-itself'; readonly done: Awaited }
  /** By nothing but reading them. */
  | { readonly kind: 'reading' };

/** What pods need to know of a cache, and the objects that make it. */
export interface RenderedCache {
  readonly claimName: string;
  readonly pathInClaim: string;
  readonly podLabels: { [key: string]: string };
  /** Where the files come from: for people and the blueprint. */
  readonly sourceUrl: string;
  /** How they can be brought in ahead of time. */
  readonly load: CacheLoad;
  /** Objects of the bundle without the load, by the id of their construct. */
  readonly objects: readonly { readonly id: string; readonly manifest: Manifest }[];
}

/** What an engine does with the disks of a hot tier. */
export interface TierLimits {
  /** Whether it evicts by watermarks. */
  readonly hasWatermarks: boolean;
  /** Whether it has several levels: memory in front of flash, flash in front of hard disks. */
  readonly hasLevels: boolean;
  /** Whether it takes several disks. */
  readonly hasDisks: boolean;
  /** Whether it uses as much of each disk, however large they are. */
  readonly isEven: boolean;
  /** What it has instead of what is missing. */
  readonly instead: string;
}

/** What the software of a hot tier knows. */
export interface CacheEngineConfig {
  readonly engineName: string;
  /** Most characters of a name: what the engine makes of it must fit its own limits. */
  readonly longestName: number;
  /** Whether objects of the bucket are files as they are: others can read them, and rules of lifecycle may archive them. */
  readonly storesPlainObjects: boolean;
  readonly tierLimits: TierLimits;
  /** Whether each node has a whole copy, which it reads of the warm tier or gets from its peers; else copies are spread. */
  readonly wholeCopies?: 'of-warm-tier' | 'of-peers';
  /** Installed on the cluster by the first who asks; with files, also what these need on their nodes. */
  install(scope: Construct, cluster: ICluster, kubelet: KubeletOptions | undefined, files?: CachedFiles): IDependable;
  /** Bytes that each node must give. */
  bytesPerNode(footprint: Footprint, tier: ResolvedTier): number;
  /** Refuses what this engine cannot cache; pure otherwise. */
  render(scope: IConstruct, files: CachedFiles, cluster: ICluster): RenderedCache;
}

/** What files take of each node: counted against the disks, and rendered as quotas. */
export function spaceOf(
  engine: CacheEngineConfig,
  files: CachedFiles,
): Footprint & { readonly bytesPerNode: number; readonly disks: DiskQuota[] } {
  const { footprint, bytesPerNode, tier } = files;
  return { ...footprint, bytesPerNode, disks: spreadOverDisks(tier, bytesPerNode, engine.tierLimits.isEven) };
}
