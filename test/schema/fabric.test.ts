import { App, TerraformStack } from 'cdktf';
import {
  Accelerator,
  AddressFamily,
  AINativeCluster,
  ClusterAccess,
  Fabric,
  FabricAddressing,
  NodeSelector,
} from '../../lib';
import { TestControlPlane } from '../support/control-plane';
import { SynthesisedProgram } from '../support/program';

jest.setTimeout(600_000);

/** Two pools with a fabric of their own: no example has one, since a cloud brings theirs. */
function bundles(): any[] {
  const program = new SynthesisedProgram((app: App) => {
    const stack = new TerraformStack(app, 'fabric');
    const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const addressing = FabricAddressing.plugin('{"type":"whereabouts","range":"10.2.0.0/16"}', AddressFamily.IPV4);
    const losslessClass = { dscp: 26, pfcPriority: 3 };
    const fabrics = [
      Fabric.roceV2({ nicsPerNode: 8 }),
      Fabric.roceV2({ nicsPerNode: 2, interfaces: ['ens1np0', 'ens2np0'], mtu: 4200, addressing, losslessClass }),
    ];
    fabrics.forEach((fabric, i) =>
      cluster.pools.add(`pool-${i}`, {
        nodes: NodeSelector.labels({ 'acme.com/pool': `pool-${i}` }),
        expectedNodes: 4,
        accelerator: Accelerator.NVIDIA_H800,
        devicesPerNode: 8,
        taints: [{ key: 'nvidia.com/gpu' }],
        fabric,
      }),
    );
  });
  const units: any[] = program.blueprint('fabric').units;
  program.remove();
  const wanted = /^(cluster-foundation|multus|multus-crds|fabric-.*|preflight-.*)$/;
  return units.filter((unit) => wanted.test(unit.releaseName));
}

const UNITS = bundles();

let controlPlane: TestControlPlane;
beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
});
afterAll(async () => {
  await controlPlane?.stop();
});

test('the fabric has a bundle for each thing', () => {
  expect(UNITS.map((unit) => unit.releaseName).sort()).toStrictEqual([
    'cluster-foundation',
    'fabric-pool-0',
    'fabric-pool-1',
    'multus',
    'multus-crds',
    'preflight-pool-0',
    'preflight-pool-1',
  ]);
});

test('the API server accepts every object of the fabric, in blueprint order, strictly and without a warning', async () => {
  for (const unit of UNITS) {
    const items = unit.objects.map((object: any) => object.manifest);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const args = ['apply', '--server-side', '--validate=strict', '-f', '-'];
    // A definition is served a moment after it was made.
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const { code, output } = controlPlane.tryKubectl(args, list);
      if (code !== 0 && attempt < 20 && /no matches for kind/.test(output)) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        continue;
      }
      expect({ unit: unit.releaseName, code, warnings: /warning/i.test(output) ? output : '' }).toStrictEqual({
        unit: unit.releaseName,
        code: 0,
        warnings: '',
      });
      break;
    }
  }
});

test('pod security lets the preflight and the fabric run', async () => {
  const pods = await waitForPods();
  expect(pods.filter((name) => name.startsWith('preflight-pool-0'))).toHaveLength(4);
  const events = controlPlane.tryKubectl(['get', 'events', '-n', 'ai-cloud-fabric', '-o', 'json'], '').output;
  const failures = (JSON.parse(events).items as any[]).filter((event) => event.reason === 'FailedCreate');
  expect(failures.map((event) => event.message)).toStrictEqual([]);
});

async function waitForPods(): Promise<string[]> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const { output } = controlPlane.tryKubectl(['get', 'pods', '-n', 'ai-cloud-fabric', '-o', 'json'], '');
    const names = (JSON.parse(output).items as any[]).map((pod) => pod.metadata.name as string);
    if (names.length >= 8) return names;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('no pods of the preflight jobs were made');
}
