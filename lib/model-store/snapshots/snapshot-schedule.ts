import { Construct, IDependable } from 'constructs';
import { renderSnapshotAccess, renderSnapshotSchedule, ResolvedSnapshots } from './private/render-snapshots';
import { ISnapshotClass } from './snapshot-class';
import { IMAGES } from '../../catalog/images';
import { ICluster } from '../../contracts/cluster';
import { IVolume } from '../../contracts/volume';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { fail } from '../../core/private/fail';
import { checkDnsLabel, checkKnown, dnsLabel } from '../../core/private/names';
import { checkSchedule } from '../moving/private/check-schedule';
import { LONGEST_CRON_JOB } from '../moving/private/render-cron-job';

/** What is kept of a volume, and how often. */
export interface SnapshotScheduleProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** A volume that is written to, for example with the checkpoints of a job. Its driver takes snapshots. */
  readonly volume: IVolume;

  /** Minute, hour, day of month, month and day of week. */
  readonly cron: string;

  /**
   * Time zone of the schedule, for example `Asia/Shanghai`.
   *
   * @default 'UTC'
   */
  readonly timeZone?: string;

  /**
   * Snapshots that are kept. One that failed does not count.
   *
   * @default 7
   */
  readonly keep?: number;

  /**
   * How they are taken.
   *
   * @default - the default class of the driver
   */
  readonly snapshotClass?: ISnapshotClass;
}

/**
 * Snapshots of a volume at given times, the newest of which are kept.
 *
 * A snapshot is what the disk holds at that moment: write a checkpoint beside the last one and rename it when it is whole.
 * It is restored by a claim whose `dataSource` names it. The snapshots stay when the schedule goes.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
 *
 * @example
 * import { ICluster, IVolume, SnapshotSchedule } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: ICluster;
 * declare const checkpoints: IVolume;
 * new SnapshotSchedule(stack, 'Checkpoints', { cluster, volume: checkpoints, cron: '0 0,6,12,18 * * *', keep: 8 });
 */
export class SnapshotSchedule extends Construct {
  /** Name of the CronJob; snapshots begin with it. */
  public readonly scheduleName: string;
  /** The schedule is there. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: SnapshotScheduleProps) {
    super(scope, id);
    const { cluster, volume, snapshotClass } = props;
    const { registries } = cluster;
    this.check(props);
    this.scheduleName = dnsLabel(`snapshots-${volume.claimName}`, LONGEST_CRON_JOB);
    const resolved: ResolvedSnapshots = {
      name: this.scheduleName,
      namespace: checkDnsLabel(this, 'the namespace of the volume', volume.namespace),
      claimName: volume.claimName,
      snapshotClassName: snapshotClass?.snapshotClassName,
      cron: props.cron,
      timeZone: props.timeZone ?? 'UTC',
      keep: props.keep ?? 7,
      kubectlImage: registries.image(IMAGES.kubectl),
      shellImage: registries.image(IMAGES.busyboxStatic),
      pullSecretName: registries.pullSecretName,
    };
    const bundle = new Bundle(this, 'Resource', {
      target: cluster,
      releaseName: dnsLabel(`${this.scheduleName}.${volume.namespace}`, 53),
    });
    bundle.node.addDependency(volume.ready);
    if (snapshotClass !== undefined) bundle.node.addDependency(snapshotClass.ready);
    for (const manifest of [...renderSnapshotAccess(resolved), renderSnapshotSchedule(resolved)]) {
      new KubernetesObject(bundle, String(manifest.kind), { manifest });
    }
    this.ready = bundle;
  }

  private check({ volume, cron, timeZone, keep = 7 }: SnapshotScheduleProps): void {
    checkKnown(this, 'the name of the claim', volume.claimName);
    if (volume.readOnly) {
      throw fail(this, {
        code: 'AIC-3221',
        what: 'nothing is written to the volume',
        got: volume.claimName,
        want: 'a volume of its own that pods write to',
        fix: 'What a cache or a claim for readers shows is kept where it comes from: snapshots are of that.',
      });
    }
    if (!Number.isInteger(keep) || keep < 1) {
      throw fail(this, {
        code: 'AIC-3220',
        what: 'the number of snapshots is not usable',
        got: keep,
        want: 'a whole number, at least 1',
        fix: 'Write keep: 7 for those of a week, with one each day.',
      });
    }
    checkSchedule(this, 'the snapshots', cron, timeZone);
  }
}
