import { Construct, IConstruct, IDependable } from 'constructs';
import { SNAPSHOT_API } from './private/render-snapshots';
import { ICluster } from '../../contracts/cluster';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { fail } from '../../core/private/fail';
import { checkDnsLabel, dnsLabel, isDnsSubdomain } from '../../core/private/names';

/** How a storage takes snapshots of its volumes. */
export interface ISnapshotClass extends IConstruct {
  /** Name of the VolumeSnapshotClass. */
  readonly snapshotClassName: string;
  /** The class is there. */
  readonly ready: IDependable;
}

/** Whose snapshots, and what becomes of them. */
export interface SnapshotClassProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** CSI driver of the volumes, for example `diskplugin.csi.alibabacloud.com`. */
  readonly driver: string;

  /**
   * Name of the class.
   *
   * @default 'checkpoints'
   */
  readonly snapshotClassName?: string;

  /**
   * Whether the snapshot in the storage stays when its object in the cluster goes.
   *
   * @default false
   */
  readonly keepsSnapshots?: boolean;

  /**
   * Parameters of the driver.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: string };
}

/**
 * A class of volume snapshots.
 *
 * The cluster has the snapshot controller and its definitions, of which there can be one: clouds bring them, elsewhere they
 * are installed once by whoever looks after storage.
 *
 * @see https://github.com/kubernetes-csi/external-snapshotter
 *
 * @example
 * import { ICluster, SnapshotClass } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: ICluster;
 * new SnapshotClass(stack, 'Snapshots', { cluster, driver: 'diskplugin.csi.alibabacloud.com' });
 */
export class SnapshotClass extends Construct implements ISnapshotClass {
  /** A class that exists. */
  public static fromSnapshotClassName(scope: Construct, id: string, snapshotClassName: string): ISnapshotClass {
    class Imported extends Construct implements ISnapshotClass {
      public readonly snapshotClassName = checkDnsLabel(this, 'snapshotClassName', snapshotClassName);
      public readonly ready: IDependable = this;
    }
    return new Imported(scope, id);
  }

  /** Name of the VolumeSnapshotClass. */
  public readonly snapshotClassName: string;
  /** The class is there. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: SnapshotClassProps) {
    super(scope, id);
    const { cluster, driver, keepsSnapshots = false, parameters = {} } = props;
    if (!isDnsSubdomain(driver) || driver.length > 63) {
      throw fail(this, {
        code: 'AIC-3223',
        what: 'the driver is none of the CSI',
        got: driver,
        want: "the name of a CSIDriver: a-z, 0-9, '-' and '.', at most 63 characters",
        fix: 'kubectl get csidrivers names those of the cluster.',
      });
    }
    this.snapshotClassName = checkDnsLabel(this, 'snapshotClassName', props.snapshotClassName ?? 'checkpoints');
    const bundle = new Bundle(this, 'Resource', {
      target: cluster,
      releaseName: dnsLabel(`snapshot-class-${this.snapshotClassName}`, 53),
    });
    new KubernetesObject(bundle, 'Class', {
      manifest: {
        apiVersion: SNAPSHOT_API,
        kind: 'VolumeSnapshotClass',
        metadata: { name: this.snapshotClassName },
        driver,
        deletionPolicy: keepsSnapshots ? 'Retain' : 'Delete',
        ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      },
    });
    this.ready = bundle;
  }
}
