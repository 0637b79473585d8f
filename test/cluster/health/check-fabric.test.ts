import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fabric, NodeHealth } from '../../../lib';
import { manifestsOf } from '../../harness';
import { clusterFixture, poolOptions } from '../support';

function script(): string {
  const { stack, cluster } = clusterFixture();
  const fabric = Fabric.roceV2({ nicsPerNode: 2 });
  new NodeHealth(stack, 'Health', { cluster, pools: [cluster.pools.add('h800', poolOptions('h800', { fabric }))] });
  return manifestsOf(stack)['ConfigMap/node-problem-detector'].data['check-fabric.sh'];
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-fabric-'));
  mkdirSync(join(folder, 'seen'));
  writeFileSync(join(folder, 'check.sh'), script());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ports as the kernel shows them, then one run of the script. */
function check(ports: Record<string, string>): { status: number | null; output: string } {
  for (const [port, state] of Object.entries(ports)) {
    mkdirSync(join(folder, 'ports', port), { recursive: true });
    writeFileSync(join(folder, 'ports', port, 'state'), `${state}\n`);
  }
  const env = { PATH: process.env.PATH, PORTS: join(folder, 'ports'), SEEN: join(folder, 'seen') };
  const { status, stdout, stderr } = spawnSync('sh', [join(folder, 'check.sh')], { encoding: 'utf8', env });
  return { status, output: stdout + stderr };
}

const WELL = { status: 0, output: '' };

test('a node without RDMA is well', () => {
  expect(check({})).toStrictEqual(WELL);
});

test('a port that never was active has no cable', () => {
  expect(check({ 'mlx5_0/ports/1': '1: DOWN' })).toStrictEqual(WELL);
});

test('ports that were active and are not are named', () => {
  const up = { 'mlx5_0/ports/1': '4: ACTIVE', 'mlx5_1/ports/1': '4: ACTIVE', 'mlx5_2/ports/1': '1: DOWN' };
  expect(check(up)).toStrictEqual(WELL);
  const down = { 'mlx5_0/ports/1': '1: DOWN', 'mlx5_1/ports/1': '2: INIT' };
  expect(check(down)).toStrictEqual({ status: 1, output: 'not active: mlx5_0/ports/1 mlx5_1/ports/1\n' });
  expect(check(up)).toStrictEqual(WELL);
});

test('a device that is gone is in a pod', () => {
  check({ 'mlx5_0/ports/1': '4: ACTIVE' });
  rmSync(join(folder, 'ports'), { recursive: true });
  expect(check({})).toStrictEqual(WELL);
});
