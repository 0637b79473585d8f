import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PREFLIGHT_SCRIPT, preflightEnvironment } from '../../../lib/cluster/fabric/private/preflight-script';

type Expectation = Parameters<typeof preflightEnvironment>[0];

/** A node as its containers see it: devices with their driver, the state of their port, interfaces, huge pages. */
interface Node {
  readonly devices?: { [name: string]: { driver?: string; link?: string; state?: string } };
  readonly uverbs?: number;
  readonly interfaces?: string[];
  readonly hugePages?: string;
  readonly memoryLock?: string;
}

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'preflight-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function make(node: Node): void {
  for (const [name, { driver = 'mlx5_core', link = 'Ethernet', state = '4: ACTIVE' }] of Object.entries(
    node.devices ?? {},
  )) {
    const device = `sys/class/infiniband/${name}`;
    write(`${device}/ports/1/link_layer`, `${link}\n`);
    write(`${device}/ports/1/state`, `${state}\n`);
    mkdirSync(join(root, device, 'device'), { recursive: true });
    symlinkSync(`/sys/bus/pci/drivers/${driver}`, join(root, device, 'device/driver'));
  }
  const uverbs = node.uverbs ?? Object.keys(node.devices ?? {}).length;
  for (let i = 0; i < uverbs; i += 1) write(`dev/infiniband/uverbs${i}`, '');
  (node.interfaces ?? ['eth0', 'lo']).forEach((name) => write(`sys/class/net/${name}/mtu`, '1500\n'));
  if (node.hugePages !== undefined) write('cgroup/hugetlb.2MB.max', `${node.hugePages}\n`);
}

/** The script as a process of sh, on such a node. */
function run(node: Node, expectation: Partial<Expectation> = {}): { code: number | null; text: string } {
  make(node);
  const wanted = { devices: 2, networks: 0, memoryLock: false, ...expectation };
  const env: Record<string, string> = Object.fromEntries(preflightEnvironment(wanted).map((e) => [e.name, e.value]));
  const places = { SYS: join(root, 'sys'), DEV: join(root, 'dev'), CGROUP: join(root, 'cgroup') };
  const limit = node.memoryLock === undefined ? '' : `ulimit -l ${node.memoryLock}\n`;
  const { status, stdout } = spawnSync('sh', ['-c', limit + PREFLIGHT_SCRIPT], {
    env: { PATH: process.env.PATH, NODE_NAME: 'gpu-1', ...places, ...env },
    encoding: 'utf8',
  });
  return { code: status, text: stdout.trim() };
}

const TWO = { mlx5_0: {}, mlx5_1: {} };
const ready = { code: 0, text: 'node gpu-1: ready for RDMA' };
const failure = (text: string): object => ({ code: 1, text: `node gpu-1: ${text}` });

test('is content with a node that has what was asked for', () => {
  const interfaces = ['eth0', 'net1', 'net2'];
  const wanted = { networks: 2, devicesAtMost: 2, linkLayer: 'Ethernet', driver: 'mlx5_core', hugePagesMebibytes: 64 };
  expect(run({ devices: TWO, interfaces, hugePages: '67108864' }, wanted)).toStrictEqual(ready);
});

test('fails on a limit for locked memory', () => {
  const { code, text } = run({ devices: TWO, memoryLock: '64' }, { memoryLock: true });
  expect(code).toBe(1);
  expect(text).toContain('only 64 KiB of memory can be locked; run the node bootstrap script of the pool');
});

test('fails on devices that pods cannot open', () => {
  expect(run({ devices: TWO, uverbs: 1 })).toStrictEqual(failure('1 RDMA devices, 2 wanted'));
});

test('fails on a node without any device', () => {
  expect(run({})).toStrictEqual(failure('0 RDMA devices, 2 wanted'));
});

test('fails when a pod sees devices of others although its own were moved to it', () => {
  const { code, text } = run({ devices: { ...TWO, mlx5_2: {} } }, { devicesAtMost: 2 });
  expect(code).toBe(1);
  expect(text).toContain('3 RDMA devices are visible, 2 are its own');
});

test('fails on networks that Multus did not add', () => {
  const wanted = { networks: 2 };
  expect(run({ devices: TWO, interfaces: ['eth0', 'net1'] }, wanted)).toStrictEqual(
    failure('1 RDMA networks, 2 wanted'),
  );
});

test('fails on ports that are down or of another network', () => {
  const devices = { mlx5_0: { link: 'InfiniBand', state: '1: DOWN' }, mlx5_1: { link: 'InfiniBand' }, mlx5_2: {} };
  expect(run({ devices }, { linkLayer: 'InfiniBand' })).toStrictEqual(
    failure('1 ports of InfiniBand are active, 2 wanted'),
  );
});

test('fails on devices of another driver', () => {
  const devices = { rdmap0: { driver: 'efa' }, mlx5_0: {} };
  expect(run({ devices }, { driver: 'efa' })).toStrictEqual(failure('1 devices of the driver efa, 2 wanted'));
});

test.each([
  ['1048576', failure('1 MiB of huge pages, 64 wanted')],
  [undefined, failure('0 MiB of huge pages, 64 wanted')],
  ['max', ready],
])('judges huge pages of %p', (hugePages, expected) => {
  expect(run({ devices: TWO, hugePages }, { hugePagesMebibytes: 64 })).toStrictEqual(expected);
});

test('is a script that a plain shell can read', () => {
  expect(execFileSync('sh', ['-n', '-c', PREFLIGHT_SCRIPT], { encoding: 'utf8' })).toBe('');
});
