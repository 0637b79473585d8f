import { Fn, TerraformStack } from 'cdktf';
import { Construct, IDependable } from 'constructs';
import {
  IVolume,
  Registries,
  SnapshotClass,
  SnapshotClassProps,
  SnapshotSchedule,
  SnapshotScheduleProps,
} from '../../../lib';
import { absent, blueprintOf, manifestsOf } from '../../harness';
import { Fixture } from '../fixture';

class Volume extends Construct implements IVolume {
  public readonly namespace = 'research';
  public readonly claimName = 'checkpoints';
  public readonly pathInClaim = '';
  public readonly podLabels = {};
  public readonly ready: IDependable = this;

  constructor(
    scope: Construct,
    id: string,
    public readonly readOnly = false,
  ) {
    super(scope, id);
  }
}

function scheduled(props: Partial<SnapshotScheduleProps> = {}, fixture = new Fixture()): TerraformStack {
  const { cluster, stack } = fixture;
  const volume = new Volume(stack, 'Volume');
  new SnapshotSchedule(stack, 'Snapshots', { cluster, volume, cron: '0 2 * * *', ...props });
  return stack;
}

function classed(props: Partial<SnapshotClassProps> = {}): TerraformStack {
  const { cluster, stack } = new Fixture();
  new SnapshotClass(stack, 'Class', { cluster, driver: 'disk.csi.acme.com', ...props });
  return stack;
}

const cronJobOf = (stack: TerraformStack): any => manifestsOf(stack)['CronJob/snapshots-checkpoints'];
const podOf = (stack: TerraformStack): any => cronJobOf(stack).spec.jobTemplate.spec.template.spec;
const scriptOf = (stack: TerraformStack): string => podOf(stack).containers[0].command[2];
const classOf = (stack: TerraformStack, name = 'checkpoints'): any => manifestsOf(stack)[`VolumeSnapshotClass/${name}`];

describe('a schedule', () => {
  test('is a CronJob beside the volume, in UTC, one at a time', () => {
    const { metadata, spec } = cronJobOf(scheduled());
    expect(metadata.namespace).toBe('research');
    expect(spec).toMatchObject({ schedule: '0 2 * * *', timeZone: 'UTC', concurrencyPolicy: 'Forbid' });
  });

  test('keeps the time of the zone that is given', () => {
    expect(cronJobOf(scheduled({ timeZone: 'Asia/Shanghai' })).spec.timeZone).toBe('Asia/Shanghai');
  });

  test('keeps seven, or as many as are wanted', () => {
    expect(scriptOf(scheduled())).toContain('awk -v keep=7 ');
    expect(scriptOf(scheduled({ keep: 24 }))).toContain('awk -v keep=24 ');
  });

  test('takes the default class of the driver, or the one that is given and waits for it', () => {
    const fixture = new Fixture();
    const snapshotClass = new SnapshotClass(fixture.stack, 'Class', {
      cluster: fixture.cluster,
      driver: 'disk.csi.acme.com',
      snapshotClassName: 'nightly',
    });
    const stack = scheduled({ snapshotClass }, fixture);
    expect(scriptOf(stack)).toContain('\\"volumeSnapshotClassName\\":\\"nightly\\"');
    expect(scriptOf(scheduled())).not.toContain('volumeSnapshotClassName');
    const unit = blueprintOf(stack).units.find((u: any) => u.path.endsWith('Snapshots/Resource'));
    expect(unit.dependsOn).toContainEqual(expect.stringContaining('Class/Resource'));
  });

  test('takes a class that exists', () => {
    const fixture = new Fixture();
    const snapshotClass = SnapshotClass.fromSnapshotClassName(fixture.stack, 'Class', 'of-the-cloud');
    expect(scriptOf(scheduled({ snapshotClass }, fixture))).toContain('of-the-cloud');
  });

  test('may handle snapshots of its namespace and nothing else', () => {
    const { rules } = manifestsOf(scheduled())['Role/snapshots-checkpoints'];
    expect(rules).toStrictEqual([
      {
        apiGroups: ['snapshot.storage.k8s.io'],
        resources: ['volumesnapshots'],
        verbs: ['create', 'delete', 'get', 'list'],
      },
    ]);
  });

  test('gives its token to kubectl alone', () => {
    const pod = podOf(scheduled());
    expect(pod.automountServiceAccountToken).toBe(false);
    const holders = [...pod.initContainers, ...pod.containers].filter(({ volumeMounts }: any) =>
      volumeMounts.some(({ name }: any) => name === 'token'),
    );
    expect(holders.map(({ name }) => name)).toStrictEqual(['snapshot']);
  });

  test('is pulled from the mirror with its Secret', () => {
    const registries = Registries.mirror('registry.acme.com', { pullSecretName: 'pull' });
    const stack = scheduled({}, new Fixture({}, { registries }));
    expect(podOf(stack).containers[0].image).toMatch(/^registry\.acme\.com\/kubectl:/);
    absent((s) => podOf(s).imagePullSecrets, stack, scheduled());
  });

  test('fails on a claim whose name only Terraform knows', () => {
    const fixture = new Fixture();
    const volume: IVolume = Object.assign(new Volume(fixture.stack, 'V'), { claimName: Fn.upper('x') });
    expect(() => scheduled({ volume }, fixture)).toThrow(/AIC-1001 at test\/Snapshots: the name of the claim/);
  });

  test('fails on a volume that nobody writes to', () => {
    const fixture = new Fixture();
    const volume = new Volume(fixture.stack, 'Cache', true);
    expect(() => scheduled({ volume }, fixture)).toThrow(/AIC-3221 at test\/Snapshots: nothing is written/);
  });

  test.each([0, 1.5])('fails when it keeps %p', (keep) => {
    expect(() => scheduled({ keep })).toThrow(/AIC-3220/);
  });

  test.each(['@daily', '0 2 * *', 'TZ=UTC 0 2 * * *', '0 24 * * *'])('fails on the schedule %p', (cron) => {
    expect(() => scheduled({ cron })).toThrow(/AIC-3270 at test\/Snapshots: the schedule of the snapshots/);
  });

  test('fails on what is no time zone', () => {
    expect(() => scheduled({ timeZone: '+08:00' })).toThrow(/AIC-3271 at test\/Snapshots: .*\+08:00/);
  });
});

describe('a class', () => {
  test('takes its snapshots with it, unless they are kept', () => {
    expect(classOf(classed())).toMatchObject({ driver: 'disk.csi.acme.com', deletionPolicy: 'Delete' });
    expect(classOf(classed({ keepsSnapshots: true })).deletionPolicy).toBe('Retain');
  });

  test('has the parameters and the name that are given', () => {
    const stack = classed({ parameters: { type: 'archive' }, snapshotClassName: 'nightly' });
    expect(classOf(stack, 'nightly').parameters).toStrictEqual({ type: 'archive' });
    expect(Object.keys(classOf(classed()))).not.toContain('parameters');
  });

  test.each(['Disk', 'a_b', ''])('fails on the driver %p', (driver) => {
    expect(() => classed({ driver })).toThrow(/AIC-3223 at test\/Class/);
  });
});
