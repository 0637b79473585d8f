import { execFileSync } from 'node:child_process';
import { LocalProvisioner, LocalVolumes, Size, SnapshotClass, SnapshotSchedule } from '../../lib';
import { manifestsOf } from '../harness';
import { Fixture } from '../model-store/fixture';
import { TestControlPlane } from '../support/control-plane';
import { applyModuleCrds } from '../support/definitions';

jest.setTimeout(600_000);

/** A claim of each kind of local volumes, and snapshots of the first. */
function objects(): Record<string, any> {
  const { cluster, gpus, stack } = new Fixture();
  const lvm = new LocalVolumes(stack, 'Lvm', {
    cluster,
    pools: [gpus],
    provisioner: LocalProvisioner.topoLvm({ volumeGroup: 'nvme' }),
  });
  const mounted = new LocalVolumes(stack, 'Mounted', {
    cluster,
    pools: [gpus],
    provisioner: LocalProvisioner.mountedDisks(),
    storageClassName: 'mounted',
  });
  const volume = lvm.claim('checkpoints', { namespace: 'research', size: Size.gibibytes(10) });
  mounted.claim('scratch', { namespace: 'research', size: Size.gibibytes(10) });
  const snapshotClass = new SnapshotClass(stack, 'Class', { cluster, driver: 'disk.csi.acme.com' });
  new SnapshotSchedule(stack, 'Snapshots', { cluster, volume, snapshotClass, cron: '0 2 * * *', keep: 2 });
  return manifestsOf(stack);
}

const OBJECTS = objects();
const KINDS =
  /^(ConfigMap|CronJob|DaemonSet|Namespace|PersistentVolumeClaim|StorageClass|VolumeSnapshotClass|Role|ServiceAccount)/;
const ITEMS = Object.values(OBJECTS).filter(({ kind }) => KINDS.test(kind));
const [, , SCRIPT] = OBJECTS['CronJob/snapshots-checkpoints'].spec.jobTemplate.spec.template.spec.containers[0].command;

let controlPlane: TestControlPlane;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await applyModuleCrds(controlPlane, 'externalSnapshotter');
  controlPlane.kubectl(['create', 'namespace', 'research']);
});
afterAll(async () => {
  await controlPlane?.stop();
});

const snapshots = (): string[] => {
  const args = ['get', 'volumesnapshots', '-n', 'research', '-o', 'json', '--sort-by=.metadata.creationTimestamp'];
  return JSON.parse(controlPlane.kubectl(args)).items.map(({ metadata }: any) => metadata.name);
};

/** What the pod of the schedule does; names hold seconds, and so does the order of creation. */
async function takeOne(): Promise<string> {
  const before = snapshots();
  const KUBECTL = `${controlPlane.kubectlPath} --kubeconfig ${controlPlane.kubeconfig}`;
  execFileSync('sh', ['-c', SCRIPT], { env: { ...process.env, KUBECTL }, stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const [taken] = snapshots().filter((name) => !before.includes(name));
  return taken ?? '';
}

/** As the snapshot controller says that one can be restored from. */
function finish(name: string): void {
  const patch = JSON.stringify({ status: { readyToUse: true } });
  const args = ['patch', 'volumesnapshot', name, '-n', 'research', '--subresource=status', '--type=merge', '-p', patch];
  controlPlane.kubectl(args);
}

test('the API server accepts volumes, claims and the schedule, without a warning', () => {
  const namespaces = ITEMS.filter(({ kind }) => kind === 'Namespace');
  const others = ITEMS.filter(({ kind }) => kind !== 'Namespace');
  expect(others.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['CronJob', 'DaemonSet', 'StorageClass', 'VolumeSnapshotClass']),
  );
  for (const items of [namespaces, others]) {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const said = controlPlane.tryKubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], list);
    expect(said.output).not.toMatch(/warning|error|denied/i);
  }
});

test('the schedule takes a snapshot of the claim that the real definition accepts', async () => {
  const name = await takeOne();
  expect(name).toMatch(/^snapshots-checkpoints-\d{8}-\d{6}$/);
  const { spec } = controlPlane.object('volumesnapshot', name, 'research');
  expect(spec).toStrictEqual({
    source: { persistentVolumeClaimName: 'checkpoints' },
    volumeSnapshotClassName: 'checkpoints',
  });
});

test('the newest good ones are kept, and what failed before them is not', async () => {
  const [failed] = snapshots();
  const good: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const name = await takeOne();
    finish(name);
    good.push(name);
  }
  expect(snapshots()).not.toContain(failed);
  const last = await takeOne();
  // The last one is not ready and costs no good one; of the three good ones, two are kept.
  expect(snapshots()).toStrictEqual([good[1], good[2], last]);
});
