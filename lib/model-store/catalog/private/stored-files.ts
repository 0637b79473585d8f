import { Construct, IConstruct, IDependable } from 'constructs';
import { storeFiles } from './store-files';
import { FilesToStore } from './resolve-files';
import { IPool } from '../../../contracts/pool';
import { IAdmissionPrefetch, IVolume } from '../../../contracts/volume';
import { Duration } from '../../../units/duration';
import { Size } from '../../../units/size';

/**
 * What models and datasets have in common. jsii writes its members into both.
 *
 * @internal
 */
export abstract class StoredFiles extends Construct implements IVolume {
  /** Bytes of everything below the source's path. */
  public readonly size: Size;
  /** Version; undefined when the name stands for one state of the files. */
  public readonly version?: string;
  /** Licence as an SPDX identifier; undefined when none is known. */
  public readonly license?: string;
  /** Where they came from, for people. */
  public readonly origin: string;
  /** Where they are warm: a URL. */
  public readonly warmUrl: string;
  /** Whether they are never evicted from the hot tier. */
  public readonly pinned: boolean;
  /** Whether they stand in the archive and nobody can read them: they take no space, and have no claim. */
  public readonly archived: boolean;
  /** Namespace of the claim. */
  public readonly namespace: string;
  /** Name of the PersistentVolumeClaim that the cache makes. */
  public readonly claimName: string;
  /** Path of the files below the root of the claim, without a slash at either end. It changes with the source. */
  public readonly pathInClaim: string;
  /** Pods only read them. */
  public readonly readOnly: boolean = true;
  /** Labels that pods carry to run where the cache is, and to get their mount back when FUSE was restarted. */
  public readonly podLabels: { [key: string]: string };
  /** Labels that a node carries once pods may use them there; undefined when they need not wait. */
  public readonly requiredNodeLabels?: { [key: string]: string };
  /** Brings them in for each job that its queue admits; undefined when they are prefetched at another time. */
  public readonly admissionPrefetch?: IAdmissionPrefetch;
  /** The pools that hold them hot, sorted by name. */
  public readonly hotPools: IPool[];
  /** Copies in the hot tier. */
  public readonly replicas: number;
  /** Cache that each node of the pools gives to them. */
  public readonly cachePerNode: Size;
  /** Until all copies are in the hot tier, when nothing else reads; undefined when the warm tier has no bandwidth. */
  public readonly timeToWarm?: Duration;
  /** The claim is asked for and, if they are prefetched on deploy, the prefetch too. */
  public readonly ready: IDependable;

  private readonly whyUnreadable?: (scope: IConstruct) => Error;

  protected constructor(scope: Construct, id: string, what: FilesToStore) {
    super(scope, id);
    const stored = storeFiles(this, id, what);
    const { files, cache, hotPools, timeToWarm, ready, whyUnreadable } = stored;
    const { size, version, license } = what.props;
    this.size = size;
    this.version = version;
    this.license = license;
    this.origin = what.props.source.origin;
    this.warmUrl = cache.sourceUrl;
    this.pinned = files.isPinned;
    this.archived = whyUnreadable !== undefined;
    this.whyUnreadable = whyUnreadable;
    this.namespace = files.namespace;
    this.claimName = cache.claimName;
    this.pathInClaim = cache.pathInClaim;
    this.podLabels = cache.podLabels;
    this.requiredNodeLabels = stored.requiredNodeLabels;
    this.admissionPrefetch = stored.admissionPrefetch;
    this.hotPools = hotPools;
    this.replicas = files.replicas;
    this.cachePerNode = Size.bytes(files.bytesPerNode);
    this.timeToWarm = timeToWarm;
    this.ready = ready;
  }

  /** @internal */
  public _requireReadable(scope: IConstruct): void {
    if (this.whyUnreadable !== undefined) throw this.whyUnreadable(scope);
  }
}
