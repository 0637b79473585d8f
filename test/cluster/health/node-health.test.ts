import {
  AINativeCluster,
  ClusterAccess,
  DeviceFault,
  Duration,
  Fabric,
  FaultConsequence,
  NodeHealth,
  NodeHealthProps,
  Registries,
} from '../../../lib';
import { clusterFixture, poolOptions } from '../support';
import { absent, blueprintOf, bundlesOf, manifestsOf } from '../../harness';

const DETECTOR = 'ConfigMap/node-problem-detector';
const FAULT: DeviceFault = {
  reason: 'RasUncorrectable',
  pattern: 'amdgpu [0-9a-f:.]+: RAS: uncorrectable .*',
  consequence: FaultConsequence.DEVICE_LOST,
  action: 'Reset the GPU.',
};

function health(props: Partial<NodeHealthProps> = {}, cluster = {}, pool = {}): any {
  const fixture = clusterFixture(cluster);
  const h800 = fixture.cluster.pools.add('h800', poolOptions('h800', pool));
  new NodeHealth(fixture.stack, 'Health', { cluster: fixture.cluster, pools: [h800], ...props });
  return { ...fixture, h800, manifests: manifestsOf(fixture.stack) };
}

const rulesOf = (manifests: any, file: string): any[] => JSON.parse(manifests[DETECTOR].data[file]).rules;
const containerOf = (manifest: any): any => manifest.spec.template.spec.containers[0];
const environmentOf = (manifests: any): any =>
  Object.fromEntries(containerOf(manifests['Deployment/node-health']).env.map((e: any) => [e.name, e.value]));

/** Reasons of the rules that a line of the kernel log meets, as the detector matches: to the end of the line. */
function found(line: string, manifests: any = health().manifests): string[] {
  return ['devices.json', 'programs.json']
    .flatMap((file) => rulesOf(manifests, file))
    .filter(({ pattern }) => new RegExp(`${pattern}$`).test(line))
    .map(({ type, reason }) => `${type} ${reason}`);
}

test.each([
  ['NVRM: Xid (PCI:0000:2b:00): 79, GPU has fallen off the bus.', ['permanent Xid79FallenOffTheBus']],
  [
    "NVRM: Xid (PCI:0000:10:1c): 94, pid='<unknown>', name=<unknown>, Contained: SM (0x1).",
    ['permanent Xid94ContainedEcc'],
  ],
  ['NVRM: Xid (0000:01:00): 31, Ch 0000000b, engmask 00000120, intr 10000000', ['temporary Xid31MemoryPageFault']],
  [
    'NVRM: Xid (PCI:0000:10:1c): 63, pid=1896, Row Remapper: New row marked for remapping, reset gpu to activate.',
    ['temporary Xid63RowRemapped'],
  ],
  ['NVRM: Xid (PCI:0000:2b:00): 7, nothing that is known', []],
  ['NVRM: GPU at PCI:0000:03:00: GPU-8ba16ede', []],
])('reads the kernel log: %s', (line, reasons) => {
  expect(found(line)).toStrictEqual(reasons);
});

test('faults of hardware are read again since boot, those of programs are not', () => {
  const { data } = health().manifests[DETECTOR];
  expect(JSON.parse(data['devices.json'])).toMatchObject({ plugin: 'kmsg', logPath: '/dev/kmsg', lookback: '87600h' });
  expect(JSON.parse(data['programs.json'])).toMatchObject({ lookback: '5m', conditions: [] });
});

test('a condition is set by rules of its own type alone, and every rule has one', () => {
  const { conditions, rules } = JSON.parse(health().manifests[DETECTOR].data['devices.json']);
  expect(conditions.map(({ type }: any) => type)).toStrictEqual(['AcceleratorFault']);
  expect(new Set(rules.map(({ condition }: any) => condition))).toStrictEqual(new Set(['AcceleratorFault']));
});

test('what the reconciler knows of a fault is what the detector can find', () => {
  const { manifests } = health();
  const known = manifests['ConfigMap/node-health'].data.faults.trim().split('\n');
  const reasons = rulesOf(manifests, 'devices.json').map(({ reason }) => reason);
  expect(known.map((row: string) => row.split('|')[0])).toStrictEqual([...reasons, 'FabricLinkDown'].sort());
  expect(known.every((row: string) => row.split('|').length === 3)).toBe(true);
});

test('faults of other vendors are found as well', () => {
  const { manifests } = health({ faults: [FAULT] });
  expect(found('amdgpu 0000:c1:00.0: RAS: uncorrectable hardware errors detected', manifests)).toStrictEqual([
    'permanent RasUncorrectable',
  ]);
  expect(manifests['ConfigMap/node-health'].data.faults).toContain('RasUncorrectable|lost|Reset the GPU.\n');
});

test('XIDs can be left alone, each by itself', () => {
  const { manifests } = health({ ignoredXids: [13] });
  const reasons = ['devices.json', 'programs.json'].flatMap((f) => rulesOf(manifests, f)).map(({ reason }) => reason);
  expect(reasons).toContain('Xid136LinkTrainingFailed');
  expect(reasons.filter((reason) => reason.startsWith('Xid13G'))).toStrictEqual([]);
});

test('ports are looked at where a pool has a fabric', () => {
  const fabric = Fabric.roceV2({ nicsPerNode: 2 });
  const [withFabric, without] = [health({}, {}, { fabric }).manifests, health().manifests];
  const arguments_ = (manifests: any): string =>
    containerOf(manifests['DaemonSet/node-problem-detector']).command.join(' ');
  expect(arguments_(withFabric)).toContain('--config.custom-plugin-monitor=/config/fabric.json');
  expect(arguments_(without)).not.toContain('custom-plugin');
  absent((manifests: any) => manifests[DETECTOR].data['check-fabric.sh'], withFabric, without);
  expect(JSON.parse(withFabric[DETECTOR].data['fabric.json']).rules).toStrictEqual([
    { type: 'permanent', condition: 'FabricFault', reason: 'FabricLinkDown', path: '/config/check-fabric.sh' },
  ]);
});

test('the detector runs on the nodes of all pools, whatever their taints, and on no others', () => {
  const { stack, cluster } = clusterFixture();
  const pools = ['b', 'a'].map((name) => cluster.pools.add(name, poolOptions(name)));
  new NodeHealth(stack, 'Health', { cluster, pools });
  const { spec } = manifestsOf(stack)['DaemonSet/node-problem-detector'].spec.template;
  const { nodeSelectorTerms } = spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  expect(nodeSelectorTerms.map((term: any) => term.matchExpressions)).toStrictEqual([
    [{ key: 'acme.com/pool', operator: 'In', values: ['a'] }],
    [{ key: 'acme.com/pool', operator: 'In', values: ['b'] }],
  ]);
  expect(spec.tolerations).toStrictEqual([{ operator: 'Exists' }]);
  expect(manifestsOf(stack)['ConfigMap/node-health'].data.selectors).toBe('acme.com/pool=a\nacme.com/pool=b\n');
});

test('jobs have a quarter of an hour to checkpoint, and nodes are looked at every quarter of a minute', () => {
  expect(environmentOf(health().manifests)).toMatchObject({ CHECKPOINT_SECONDS: '900', INTERVAL_SECONDS: '15' });
  const props = { checkpointWithin: Duration.hours(1), interval: Duration.minutes(1) };
  expect(environmentOf(health(props).manifests)).toMatchObject({ CHECKPOINT_SECONDS: '3600', INTERVAL_SECONDS: '60' });
});

test('a changed configuration starts both anew', () => {
  const hashes = (manifests: any): string[] =>
    ['DaemonSet/node-problem-detector', 'Deployment/node-health'].map(
      (name) => manifests[name].spec.template.metadata.annotations['ai-cloud/configuration'],
    );
  const [plain, more] = [hashes(health().manifests), hashes(health({ faults: [FAULT] }).manifests)];
  expect(plain.map((hash, i) => hash === more[i])).toStrictEqual([false, false]);
});

test('only the detector lives where pods may be privileged', () => {
  const { cluster, manifests } = health();
  expect(cluster.privilegedNamespaces).toContain('ai-cloud-node-health');
  expect(manifests['Deployment/node-health'].metadata.namespace).toBe('ai-cloud-system');
});

test('detector and reconciler are one release each', () => {
  const bundles = bundlesOf(health().stack);
  expect(bundles['node-problem-detector']).toContain('DaemonSet/node-problem-detector');
  expect(bundles['node-health']).toContain('Deployment/node-health');
});

test('images come from the mirror, with its pull secret', () => {
  const registries = Registries.mirror('registry.acme.com/ai', { pullSecretName: 'mirror' });
  const { stack, manifests } = health({}, { registries });
  for (const name of ['DaemonSet/node-problem-detector', 'Deployment/node-health']) {
    const { spec } = manifests[name].spec.template;
    const images = [...(spec.initContainers ?? []), ...spec.containers].map(({ image }: any) => image);
    expect(images.filter((image) => !image.startsWith('registry.acme.com/ai/'))).toStrictEqual([]);
    expect(spec.imagePullSecrets).toStrictEqual([{ name: 'mirror' }]);
  }
  expect(blueprintOf(stack).images.map(({ reference }: any) => reference)).toEqual(
    expect.arrayContaining(['registry.acme.com/ai/node-problem-detector/node-problem-detector:v1.36.0']),
  );
});

test('writes the same bytes whatever the order of pools and faults', () => {
  const other = { ...FAULT, reason: 'Another' };
  const of = (turn: boolean): any => {
    const { stack, cluster } = clusterFixture();
    const pools = ['a', 'b'].map((name) => cluster.pools.add(name, poolOptions(name)));
    const faults = [FAULT, other];
    new NodeHealth(stack, 'Health', {
      cluster,
      pools: turn ? [...pools].reverse() : pools,
      faults: turn ? [...faults].reverse() : faults,
    });
    return manifestsOf(stack);
  };
  expect(of(true)).toStrictEqual(of(false));
});

test('fails on a second NodeHealth of a cluster', () => {
  const { stack, cluster, h800 } = health();
  expect(() => new NodeHealth(stack, 'Second', { cluster, pools: [h800] })).toThrow(
    /AIC-2090 at test\/Second: the cluster has a NodeHealth; got 'test\/Health'/,
  );
});

test('fails without a pool', () => {
  expect(() => health({ pools: [] })).toThrow(/AIC-2091.*want one pool or more/);
});

test('fails on the pool of another cluster', () => {
  const { stack, cluster } = clusterFixture();
  const other = new AINativeCluster(stack, 'Other', { access: ClusterAccess.kubeconfig('~/.kube/other') });
  const foreign = other.pools.add('h800', poolOptions('h800'));
  expect(() => new NodeHealth(stack, 'Health', { cluster, pools: [foreign] })).toThrow(
    /AIC-2092.*got 'test\/Other\/Pools\/h800', want pools of test\/Cluster/,
  );
});

test('fails on an XID that is left alone anyway', () => {
  expect(() => health({ ignoredXids: [7] })).toThrow(/AIC-2093.*got 7, want some of 13, 31/);
});

test.each(['lower', 'With Space', '', 'Xid79FallenOffTheBus'])('fails on a fault with the reason %p', (reason) => {
  expect(() => health({ faults: [{ ...FAULT, reason }] })).toThrow(/AIC-2094/);
});

test.each(['', '(', 'a\nb', '(?=x)', '(a)\\1'])('fails on the pattern %p', (pattern) => {
  expect(() => health({ faults: [{ ...FAULT, pattern }] })).toThrow(/AIC-2095/);
});

test.each(['', 'a|b', 'say "x"', 'a\\b', 'a\nb'])('fails when what to do is %p', (action) => {
  expect(() => health({ faults: [{ ...FAULT, action }] })).toThrow(/AIC-2096/);
});
