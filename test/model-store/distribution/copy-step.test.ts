import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CacheEngine, HotTier } from '../../../lib';
import { manifestsOf } from '../../harness';
import { Fixture, QWEN } from '../fixture';
import { dragonfly } from './support';

/** What the container of a copy runs. */
function command(): string[] {
  const fixture = new Fixture();
  const { own } = dragonfly({}, fixture);
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.dragonfly(own) });
  const { claimName } = fixture.store({ hot }).add('qwen3-32b', QWEN);
  return manifestsOf(fixture.stack)[`DaemonSet/${claimName}`].spec.template.spec.initContainers[0].command;
}

const COMMAND = command();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-copy-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'copies'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs it with something in the place of dfget: a script that finds the directory in its fourth argument. */
function run(dfget: string): number | null {
  writeFileSync(join(folder, 'bin', 'dfget'), `#!/bin/sh\necho "$@" >> ${folder}/calls\n${dfget}\n`, { mode: 0o755 });
  const [program, ...args] = COMMAND;
  const env = {
    PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
    SOURCE: 's3://acme-models/qwen3-32b/',
    SOCKET: '/var/run/dragonfly/dfdaemon.sock',
    TARGET: join(folder, 'copies', 'qwen'),
  };
  return spawnSync(program!, args, { env }).status;
}

const copies = (): string[] => readdirSync(join(folder, 'copies')).sort();

test('a copy that was made stands under its name, and is not made again', () => {
  expect(run('echo weights > "$4/model.safetensors"')).toBe(0);
  expect(copies()).toStrictEqual(['qwen']);
  expect(readFileSync(join(folder, 'copies', 'qwen', 'model.safetensors'), 'utf8')).toBe('weights\n');
  expect(run('exit 1')).toBe(0);
  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  expect(calls).toStrictEqual([
    `s3://acme-models/qwen3-32b/ --recursive --output ${folder}/copies/qwen.part/ --endpoint /var/run/dragonfly/dfdaemon.sock`,
  ]);
});

test('a copy that broke off is not taken for whole, and is begun anew', () => {
  expect(run('echo half > "$4/old"; exit 1')).not.toBe(0);
  expect(existsSync(join(folder, 'copies', 'qwen'))).toBe(false);
  expect(run('echo weights > "$4/model.safetensors"')).toBe(0);
  expect(readdirSync(join(folder, 'copies', 'qwen'))).toStrictEqual(['model.safetensors']);
});

test('a path without files is no copy', () => {
  expect(run('exit 0')).not.toBe(0);
  expect(existsSync(join(folder, 'copies', 'qwen'))).toBe(false);
});
