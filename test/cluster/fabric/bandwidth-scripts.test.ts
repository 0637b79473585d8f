import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MEASURE_SCRIPT,
  REPORT_SCRIPT,
  VERDICT_SCRIPT,
  WORKER_SCRIPT,
} from '../../../lib/cluster/fabric/private/bandwidth-scripts';

const GIB = 1024 ** 3;

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'bandwidth-'));
});
afterEach(() => rmSync(results, { recursive: true }));

function sh(script: string, env: Record<string, string | number>): { code: number | null; out: string } {
  const texts = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
    env: { PATH: process.env.PATH, RESULTS: results, ...texts },
    encoding: 'utf8',
  });
  return { code: status, out: `${stdout}${stderr}` };
}

/** A row as nccl-tests prints it: out of place, then in place. */
const row = (bytes: number, out: string, inPlace: string, wrong = '0'): string =>
  `${String(bytes).padStart(12)}    ${String(bytes / 4).padStart(11)}     float     sum      -1    45012.1  190.84  ${out}      ${wrong}    44998.7  190.89  ${inPlace}      ${wrong}`;

const HEADER = `# nThread 1 nGpus 1 minBytes 4294967296 maxBytes 8589934592 step: 2(factor) warmup iters: 5 iters: 20 agg iters: 1 validation: 1 graph: 0
#
# Using devices
#  Rank  0 Group  0 Pid    203 on bandwidth-h800-worker-0 device  0 [0x18] NVIDIA H800
#
#                                                              out-of-place                       in-place
#       size         count      type   redop    root     time   algbw   busbw #wrong     time   algbw   busbw #wrong
#        (B)    (elements)                               (us)  (GB/s)  (GB/s)            (us)  (GB/s)  (GB/s)
`;
const FOOTER = `# Out of bounds values : 0 OK
# Avg bus bandwidth    : 351.873
#
`;

const GOOD_ROWS = [row(4 * GIB, '349.11', '350.02'), row(8 * GIB, '357.82', '357.92')];

function output(rows: string[], parts: { nodes?: string[]; footer?: string; end?: string } = {}): string {
  const nodes = (parts.nodes ?? ['gpu-1', 'gpu-2']).flatMap((node) => [`# node ${node}`, `# node ${node}`]);
  return `# ranks 16\n${nodes.join('\n')}\n${HEADER}${rows.join('\n')}\n${parts.footer ?? FOOTER}${parts.end ?? '# exit 0\n'}`;
}

const hccl = (rows: string[]): string =>
  `# ranks 16\n# node npu-1\n# node npu-2\nthe minbytes is 4294967296, maxbytes is 8589934592, iters is 20, warmup_iters is 5\n` +
  `data_size(Bytes):   | aveg_time(us):  | alg_bandwidth(GB/s):  | check_result:\n${rows.join('\n')}\n# exit 0\n`;

/** The verdict of groups with these outputs: what was said, and the label of each node. */
function judge(outputs: string[], env: Record<string, string | number> = {}): any {
  outputs.forEach((text, i) => writeFileSync(join(results, `group-${i}`), text));
  const wanted = { LABEL: 'ai-cloud/fabric-test', LARGEST: 8 * GIB, OUTPUT: 'nccl-tests', THRESHOLD: 350, ...env };
  const { code, out } = sh(VERDICT_SCRIPT, wanted);
  expect(code).toBe(0);
  const { items } = JSON.parse(readFileSync(join(results, 'labels.json'), 'utf8'));
  const labels = Object.fromEntries(
    items.map((node: any) => [node.metadata.name, node.metadata.labels['ai-cloud/fabric-test']]),
  );
  return { said: out.split('\n')[0], labels, report: sh(REPORT_SCRIPT, {}) };
}

describe('verdict', () => {
  test('passes nodes that reach the rate with the largest message', () => {
    expect(judge([output(GOOD_ROWS)])).toStrictEqual({
      said: 'group-0 passed: 357.82 GB/s, 350 wanted (gpu-1 gpu-2)',
      labels: { 'gpu-1': 'passed', 'gpu-2': 'passed' },
      report: { code: 0, out: 'passed\n' },
    });
  });

  test('fails nodes that do not, and the job with them', () => {
    expect(judge([output(GOOD_ROWS)], { THRESHOLD: 357.9 })).toStrictEqual({
      said: 'group-0 failed: 357.82 GB/s, 357.9 wanted (gpu-1 gpu-2)',
      labels: { 'gpu-1': 'failed', 'gpu-2': 'failed' },
      report: { code: 1, out: 'failed\n' },
    });
  });

  test('judges the largest message, not the last line or the average', () => {
    const slowSmall = [row(4 * GIB, '12.00', '12.00'), row(8 * GIB, '357.82', '357.92')];
    expect(judge([output(slowSmall)]).labels).toStrictEqual({ 'gpu-1': 'passed', 'gpu-2': 'passed' });
  });

  test('takes the lower of both rates', () => {
    expect(judge([output([row(8 * GIB, '357.82', '340.00')])]).said).toContain('failed: 340.00 GB/s');
  });

  test('judges each group for itself', () => {
    const slow = output([row(8 * GIB, '48.20', '48.30')], { nodes: ['gpu-3', 'gpu-4'] });
    const { labels, report } = judge([output(GOOD_ROWS), slow]);
    expect(labels).toStrictEqual({ 'gpu-1': 'passed', 'gpu-2': 'passed', 'gpu-3': 'failed', 'gpu-4': 'failed' });
    expect(report.code).toBe(1);
  });

  test.each<[string, string]>([
    ['it took too long', output(GOOD_ROWS, { end: '# exit 124\n' })],
    ['it ended with code 1', output([], { footer: 'NCCL WARN Call to ibv_reg_mr failed\n', end: '# exit 1\n' })],
    ['it did not end', output(GOOD_ROWS, { end: '' })],
    ['its output has no result', output([])],
    ['its results are wrong', output([row(8 * GIB, '357.82', '357.92', '7')])],
    ['its results were not checked', output(GOOD_ROWS, { footer: '' })],
    ['it stopped at messages of 4294967296 bytes', output(GOOD_ROWS.slice(0, 1))],
  ])('fails nodes because %s', (why, text) => {
    const { said, labels, report } = judge([text]);
    expect(said).toBe(`group-0 failed: ${why} (gpu-1 gpu-2)`);
    expect(labels).toStrictEqual({ 'gpu-1': 'failed', 'gpu-2': 'failed' });
    expect(report.code).toBe(1);
  });

  test('fails a test without any output, and labels nobody', () => {
    expect(judge([])).toStrictEqual({ said: 'nothing was measured', labels: {}, report: { code: 1, out: 'failed\n' } });
  });

  test('fails a test whose nodes were never reached, and labels nobody', () => {
    const { labels, report } = judge([output([], { nodes: [], footer: '', end: '# exit 255\n' })]);
    expect(labels).toStrictEqual({});
    expect(report.code).toBe(1);
  });

  test('takes messages that do not double to the largest', () => {
    expect(judge([output(GOOD_ROWS)], { LARGEST: 9 * GIB }).labels['gpu-1']).toBe('passed');
  });

  test('works out the bus bandwidth of HCCL, which prints that of the algorithm', () => {
    const rows = ['4294967296          | 45000.10        | 170.00000             | success'];
    const good = hccl([...rows, '8589934592          | 45000.10        | 190.00000             | success']);
    expect(judge([good], { OUTPUT: 'hccl-test' }).said).toBe('group-0 passed: 356.25 GB/s, 350 wanted (npu-1 npu-2)');
    const bad = hccl([...rows, '8589934592          | 45000.10        | 190.00000             | failed']);
    expect(judge([bad], { OUTPUT: 'hccl-test' }).said).toContain('its results are wrong');
  });
});

describe('measurement', () => {
  /** Programs that stand for MPI and SSH: the one prints how it was called, the other records whom it called. */
  function programs(mpirun: string, ssh = 'echo "$*" >> "$RESULTS/ssh-calls"'): string {
    const folder = join(results, 'bin');
    mkdirSync(folder, { recursive: true });
    for (const [name, body] of Object.entries({ mpirun, ssh })) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return `${folder}:${process.env.PATH}`;
  }

  function measure(hosts: number, groupSize: number, env: Record<string, string | number> = {}): string[] {
    const names = Array.from({ length: hosts }, (_, i) => `t-worker-${i}.t`);
    const { code } = sh(MEASURE_SCRIPT, {
      PATH: env.PATH ?? programs('echo "$@"'),
      GROUP_SIZE: groupSize,
      INTERFACE: 'eth0',
      LARGEST: 8 * GIB,
      LIMIT: 5,
      MPI_HOST: names.join(','),
      OUTPUT: 'nccl-tests',
      PROGRAM: '/opt/all_reduce_perf',
      SLOTS: 8,
      SMALLEST: 4 * GIB,
      SSH_PORT: 2222,
      SSH_TRIES: 2,
      WORK: '/tmp/ai-cloud',
      ...env,
    });
    expect(code).toBe(0);
    return [0, 1, 2]
      .map((i) => join(results, `group-${i}`))
      .flatMap((path) => {
        try {
          return [readFileSync(path, 'utf8')];
        } catch {
          return [];
        }
      });
  }

  test('measures two and two, the rest of one with the last two', () => {
    const [first, second, ...others] = measure(5, 2);
    expect(others).toStrictEqual([]);
    expect(first).toContain('# ranks 16\n');
    expect(first).toContain('--host t-worker-0.t:8,t-worker-1.t:8 -np 16');
    expect(second).toContain('--host t-worker-2.t:8,t-worker-3.t:8,t-worker-4.t:8 -np 24');
  });

  test('measures all at once', () => {
    const [all, ...others] = measure(3, 3);
    expect(others).toStrictEqual([]);
    expect(all).toContain('-np 24');
    expect(all).toContain('sh /tmp/ai-cloud/run /opt/all_reduce_perf -b 4294967296 -e 8589934592 -f 2 -g 1');
    expect(all).toMatch(/# exit 0\n$/);
  });

  test('starts HCCL by the launcher of MPICH', () => {
    const [all] = measure(2, 2, { OUTPUT: 'hccl-test', PROGRAM: '/opt/all_reduce_test' });
    expect(all).toContain('-hosts t-worker-0.t:8,t-worker-1.t:8 -n 16 sh /tmp/ai-cloud/run /opt/all_reduce_test');
    expect(all).toContain('-f 2 -d fp32 -o sum -p 8');
  });

  test('waits for every node, at the port of the test', () => {
    measure(2, 2);
    const calls = readFileSync(join(results, 'ssh-calls'), 'utf8').trim().split('\n');
    expect(calls.map((call) => /^-p 2222 .* (t-worker-\d\.t) true$/.exec(call)?.[1])).toStrictEqual([
      't-worker-0.t',
      't-worker-1.t',
    ]);
  });

  test('ends a group that hangs, and says so', () => {
    const [hung] = measure(2, 2, { PATH: programs('sleep 30'), LIMIT: 1 });
    expect(hung).toMatch(/# exit 124\n$/);
  });

  test('gives up on a node that never answers, so that the others are judged', () => {
    const [lost] = measure(2, 2, { PATH: programs('exit 255', 'exit 255'), SSH_TRIES: 0 });
    expect(lost).toMatch(/# exit 255\n$/);
  });
});

test('a node hands its environment on to what comes by SSH, and says its name', () => {
  const work = join(results, 'work');
  const folder = join(results, 'bin');
  mkdirSync(folder);
  for (const name of ['ssh-keygen', 'sshd', 'mkdir']) {
    writeFileSync(
      join(folder, name),
      name === 'mkdir' ? '#!/bin/sh\nexec /bin/mkdir -p "$2"\n' : '#!/bin/sh\necho "$@"\n',
    );
    chmodSync(join(folder, name), 0o755);
  }
  const PATH = `${folder}:${process.env.PATH}`;
  const { code, out } = sh(WORKER_SCRIPT, {
    PATH,
    NODE_NAME: 'gpu-7',
    NCCL_IB_HCA: '=mlx5_0',
    SSH_PORT: 2222,
    WORK: work,
  });
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('-D -e -p 2222') });
  const run = spawnSync('sh', [join(work, 'run'), 'sh', '-c', 'echo "$NCCL_IB_HCA $OMPI_RANK"'], {
    env: { PATH: process.env.PATH, OMPI_RANK: '3' },
    encoding: 'utf8',
  });
  expect(run.stdout).toBe('# node gpu-7\n=mlx5_0 3\n');
});
