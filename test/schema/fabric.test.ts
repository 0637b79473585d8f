import { App, TerraformStack } from 'cdktf';
import {
  AddressFamily,
  AINativeCluster,
  Bandwidth,
  BandwidthTest,
  ClusterAccess,
  Fabric,
  FabricAddressing,
  IFabric,
  NetworkSoftware,
  NicMode,
  Pool,
  Registries,
} from '../../lib';
import { poolOptions } from '../cluster/support';
import { defaultValues, unknownKeys } from '../support/chart-values';
import { TestControlPlane } from '../support/control-plane';
import { applyModuleCrds, applySharedCrds } from '../support/definitions';
import { SynthesisedProgram } from '../support/program';

jest.setTimeout(600_000);

const VIRTUAL = NicMode.virtualFunctions({ perNic: 4 });
const LOSSLESS = { dscp: 26, pfcPriority: 3 };

/** The units of a cluster with a pool for each fabric: no example has one of its own, since a cloud brings theirs. */
function unitsOf(
  fabrics: { [pool: string]: IFabric },
  networkSoftware?: NetworkSoftware,
  then: (stack: TerraformStack, cluster: AINativeCluster, pools: Pool[]) => void = () => {},
): any[] {
  const program = new SynthesisedProgram((app: App) => {
    const stack = new TerraformStack(app, 'fabric');
    const access = ClusterAccess.kubeconfig('~/.kube/config');
    const registries = Registries.mirror('registry.acme.com/ai', { pullSecretName: 'pull' });
    const cluster = new AINativeCluster(stack, 'Cluster', { access, networkSoftware, registries });
    const pools = Object.entries(fabrics).map(([name, fabric]) =>
      cluster.pools.add(name, poolOptions(name, { expectedNodes: 4, taints: [{ key: 'nvidia.com/gpu' }], fabric })),
    );
    then(stack, cluster, pools);
  });
  const units: any[] = program.blueprint('fabric').units;
  program.remove();
  return units;
}

const STAND_ALONE = unitsOf(
  {
    shared: Fabric.roceV2({ nicsPerNode: 8 }),
    addressed: Fabric.roceV2({
      nicsPerNode: 2,
      interfaces: ['ens1np0', 'ens2np0'],
      mtu: 4200,
      addressing: FabricAddressing.plugin('{"type":"whereabouts","range":"10.2.0.0/16"}', AddressFamily.IPV4),
      losslessClass: LOSSLESS,
    }),
    host: Fabric.roceV2({ nicsPerNode: 2, mode: NicMode.hostNetwork(), losslessClass: LOSSLESS }),
    virtual: Fabric.roceV2({ nicsPerNode: 2, mode: VIRTUAL, mtu: 4200, losslessClass: LOSSLESS }),
    infini: Fabric.infiniBand({ nicsPerNode: 2, mode: VIRTUAL }),
    efa: Fabric.efa({ adaptersPerNode: 4 }),
    erdma: Fabric.erdma({ interfacesPerNode: 2 }),
  },
  undefined,
  (stack, cluster, [shared]) => {
    const queue = cluster.queues.add('research', { pool: shared, deservedDevices: 32 });
    const minBusBandwidth = Bandwidth.gigabytesPerSecond(350);
    new BandwidthTest(stack, 'Bandwidth', { queue, minBusBandwidth, schedule: '0 3 * * 0', timeZone: 'UTC' });
  },
);

const BLOCKS = FabricAddressing.ipPool({ subnets: ['10.3.0.0/16'], perNodeBlockSize: 64, gateway: '10.3.0.1' });
const PREFIXES = FabricAddressing.cidrPool({ cidrs: ['10.4.0.0/16'], perNodeNetworkPrefix: 28, gatewayIndex: 0 });
const OPERATOR = unitsOf(
  {
    shared: Fabric.roceV2({ nicsPerNode: 2, addressing: BLOCKS, losslessClass: LOSSLESS }),
    prefixes: Fabric.roceV2({ nicsPerNode: 2, addressing: PREFIXES, mtu: 4200, losslessClass: LOSSLESS }),
    ipoib: Fabric.infiniBand({ nicsPerNode: 2, addressing: BLOCKS }),
    whole: Fabric.infiniBand({ nicsPerNode: 2, mode: NicMode.wholeDevices(), addressing: BLOCKS }),
    virtual: Fabric.roceV2({ nicsPerNode: 2, mode: VIRTUAL, addressing: BLOCKS, losslessClass: LOSSLESS }),
  },
  NetworkSoftware.nvidiaNetworkOperator({ installsDriver: true }),
);

const OURS = /^(cluster-foundation|multus.*|fabric-.*|preflight-.*|nic-cluster-policy.*|bandwidth-.*)$/;
const bundlesIn = (units: any[]): any[] => units.filter((u) => OURS.test(u.releaseName) && u.chart === undefined);

let controlPlane: TestControlPlane;
let hasOperator: boolean;
beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  for (const upstream of ['sriovNetworkOperator', 'volcano']) await applyModuleCrds(controlPlane, upstream);
  hasOperator = applySharedCrds(controlPlane, 'nvidia-network-operator', /^mellanox\.com$/);
  for (const name of ['sriov-network-operator', 'network-operator']) {
    controlPlane.tryKubectl(['create', 'namespace', name]);
  }
});
afterAll(async () => {
  await controlPlane?.stop();
});

/** Applied strictly; a definition is served a moment after it was made. */
async function apply(items: any[]): Promise<{ code: number; output: string }> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const args = ['apply', '--server-side', '--force-conflicts', '--validate=strict', '-f', '-'];
  for (let attempt = 1; ; attempt += 1) {
    const outcome = controlPlane.tryKubectl(args, list);
    const isEarly = /no matches for kind|not found in group|could not find the requested resource/.test(outcome.output);
    if (outcome.code === 0 || attempt === 20 || !isEarly) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function expectAccepted(units: any[]): Promise<void> {
  for (const unit of units) {
    const { code, output } = await apply(unit.objects.map((object: any) => object.manifest));
    expect({ unit: unit.releaseName, code, said: code === 0 && !/warning/i.test(output) ? '' : output }).toStrictEqual({
      unit: unit.releaseName,
      code: 0,
      said: '',
    });
  }
}

test('the API server accepts every object of stand-alone fabrics, in blueprint order, strictly and without a warning', async () => {
  const units = bundlesIn(STAND_ALONE);
  const names = units.map((unit) => unit.releaseName);
  expect(names).toStrictEqual(
    expect.arrayContaining(['multus-crds', 'fabric-virtual', 'fabric-infini', 'preflight-efa']),
  );
  await expectAccepted(units);
});

test('pod security lets every preflight and the fabric run', async () => {
  const pods = await waitForPods(7 * 4);
  expect(pods.filter((name) => name.startsWith('preflight-host'))).toHaveLength(4);
  const events = controlPlane.tryKubectl(['get', 'events', '-A', '-o', 'json'], '').output;
  const failures = (JSON.parse(events).items as any[]).filter((event) => event.reason === 'FailedCreate');
  expect(failures.map((event) => event.message)).toStrictEqual([]);
});

async function waitForPods(count: number): Promise<string[]> {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const { output } = controlPlane.tryKubectl(['get', 'pods', '-n', 'ai-cloud-fabric', '-o', 'json'], '');
    const names = (JSON.parse(output).items as any[]).map((pod) => pod.metadata.name as string);
    if (names.length >= count) return names;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('no pods of the preflight jobs were made');
}

test('the API server accepts every object of fabrics through the network operator, by its own and the real definitions', async () => {
  // Without the shared copies, nothing here knows the operator's kinds.
  const units = hasOperator ? bundlesIn(OPERATOR) : [];
  const names = units.map((unit) => unit.releaseName);
  const wanted = hasOperator ? ['nic-cluster-policy-crds', 'nic-cluster-policy', 'fabric-whole', 'fabric-virtual'] : [];
  expect(names).toStrictEqual(expect.arrayContaining(wanted));
  await expectAccepted(units);
  // What the operator does when it runs: it brings the definitions of address pools up to date.
  expect(applySharedCrds(controlPlane, 'nvidia-network-operator', /^nv-ipam\.nvidia\.com$/)).toBe(hasOperator);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await expectAccepted(units.filter((unit) => unit.releaseName.startsWith('fabric-')));
});

test.each(['network-operator', 'sriov-network-operator-chart'])(
  'every value of chart %s is one that it has',
  async (name) => {
    const unit = [...STAND_ALONE, ...OPERATOR].find((u) => u.chart?.name === name);
    const folder = await controlPlane.call<string | null>('chartFolder', { name });
    const defaults = defaultValues(name, folder);
    expect(unit.chart.values).toHaveProperty('operator.cniBin' + (name === 'network-operator' ? 'Directory' : 'Path'));
    expect(defaults === undefined ? [] : unknownKeys(unit.chart.values, defaults)).toStrictEqual([]);
  },
);

test('the chart of the SR-IOV operator renders its configuration and every image from the mirror', async () => {
  const unit = STAND_ALONE.find((u) => u.chart?.name === 'sriov-network-operator-chart');
  const folder = await controlPlane.call<string>('chartFolder', { name: unit.chart.name });
  const text = controlPlane.helm(
    ['template', unit.releaseName, folder, '--namespace', unit.releaseNamespace, '--values', '-'],
    JSON.stringify(unit.chart.values),
  );
  expect(text).toMatch(/kind: SriovOperatorConfig[\s\S]*configDaemonNodeSelector:\s+kubernetes\.io\/os: "linux"/);
  expect(text).not.toMatch(/ghcr\.io|gcr\.io/);
  expect(text).toContain('registry.acme.com/ai/k8snetworkplumbingwg/rdma-cni:v1.4.0');
});
