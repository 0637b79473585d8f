import { Construct, IConstruct, IDependable } from 'constructs';
import { LocalProvisioner } from './local-provisioner';
import { LocalVolumeClaim, LocalVolumeClaimOptions } from './local-volume-claim';
import { ICluster } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { foreignAmong } from '../../core/private/belongs';
import { fail } from '../../core/private/fail';
import { checkDnsLabel, dnsLabel } from '../../core/private/names';

/** On which disks of which nodes. */
export interface LocalVolumesProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** Pools whose nodes have the disks. */
  readonly pools: IPool[];

  /** The software that makes volumes of them. */
  readonly provisioner: LocalProvisioner;

  /**
   * Name of the storage class.
   *
   * @default 'local-nvme'
   */
  readonly storageClassName?: string;
}

/** Storage classes of a cluster, and who made them. */
const classes = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Volumes on the disks of nodes.
 *
 * For work that a scratch path of the node is not enough for: with a size that is kept, and emptied when the claim goes.
 *
 * A volume is on one node: what stands there is lost with it. Checkpoints belong elsewhere.
 *
 * Disks of a hot tier are not these disks: give one of them another volume group, or another file system.
 *
 * @example
 * import { ICluster, IPool, LocalProvisioner, LocalVolumes, Size } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: ICluster;
 * declare const train: IPool;
 * const scratch = new LocalVolumes(stack, 'Scratch', {
 *   cluster,
 *   pools: [train],
 *   provisioner: LocalProvisioner.topoLvm({ volumeGroup: 'nvme' }),
 * });
 * scratch.claim('workspace', { namespace: 'research', size: Size.gibibytes(500) });
 */
export class LocalVolumes extends Construct {
  /** The cluster. */
  public readonly cluster: ICluster;
  /** Pools whose nodes have the disks, sorted by name. */
  public readonly pools: IPool[];
  /** Name of the storage class, for claims that others make. */
  public readonly storageClassName: string;
  /** The software is installed, and the storage class is there. */
  public readonly ready: IDependable;

  private readonly claims = new Map<string, LocalVolumeClaim>();

  constructor(scope: Construct, id: string, props: LocalVolumesProps) {
    super(scope, id);
    this.cluster = props.cluster;
    this.pools = [...props.pools].sort((a, b) => (a.poolName < b.poolName ? -1 : 1));
    this.checkPools();
    this.storageClassName = checkDnsLabel(this, 'storageClassName', props.storageClassName ?? 'local-nvme');
    this.takeName();
    const { cluster, pools, storageClassName } = this;
    const bound = props.provisioner._config.bind(this, { cluster, pools, storageClassName });
    const bundle = new Bundle(this, 'Resource', {
      target: cluster,
      releaseName: dnsLabel(`storage-class-${storageClassName}`, 53),
    });
    bundle.node.addDependency(bound.ready);
    new KubernetesObject(bundle, 'StorageClass', {
      manifest: {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: storageClassName },
        provisioner: bound.driver,
        ...(Object.keys(bound.parameters).length === 0 ? {} : { parameters: bound.parameters }),
        allowVolumeExpansion: bound.growable,
        reclaimPolicy: 'Delete',
        // The node is chosen with the pod; a volume made before it would choose for it.
        volumeBindingMode: 'WaitForFirstConsumer',
      },
    });
    this.ready = bundle;
  }

  /** Claims a volume. The name is that of the PersistentVolumeClaim. */
  public claim(name: string, options: LocalVolumeClaimOptions): LocalVolumeClaim {
    const key = `${options.namespace}/${name}`;
    if (this.claims.has(key)) {
      throw fail(this, {
        code: 'AIC-3219',
        what: 'the claim exists',
        got: key,
        want: 'each name once in a namespace',
        fix: 'Give the second one a name of its own.',
      });
    }
    const claim = LocalVolumeClaim._make(this, name, options);
    this.claims.set(key, claim);
    return claim;
  }

  private checkPools(): void {
    const names = this.pools.map((pool) => pool.poolName);
    if (names.length === 0 || new Set(names).size < names.length) {
      throw fail(this, {
        code: 'AIC-3213',
        what: 'local volumes have no pools, or one twice',
        got: names,
        want: 'at least one pool, each once',
        fix: 'Write pools: [pool] with what cluster.pools.add() returned.',
      });
    }
    const foreign = foreignAmong(this.pools, this.cluster);
    if (foreign === undefined) return;
    throw fail(this, {
      code: 'AIC-3214',
      what: 'a pool of the local volumes belongs to another cluster',
      got: foreign.node.path,
      want: `pools of ${this.cluster.node.path}`,
      fix: 'Make LocalVolumes for each cluster.',
    });
  }

  private takeName(): void {
    const taken = classes.get(this.cluster) ?? new Map<string, IConstruct>();
    classes.set(this.cluster, taken);
    const first = taken.get(this.storageClassName);
    if (first !== undefined) {
      throw fail(this, {
        code: 'AIC-3212',
        what: 'the cluster has a storage class of this name',
        got: this.storageClassName,
        want: `another one than ${first.node.path} has`,
        fix: "Give it a storageClassName, for example 'local-striped'.",
      });
    }
    taken.set(this.storageClassName, this);
  }
}
