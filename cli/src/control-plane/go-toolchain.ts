import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CliFailure } from './failure.js';
import { run } from './run.js';

/** The version in the `go` line of a go.mod. */
export function goLine(goMod: string): string {
  return /^go (\d+\.\d+(?:\.\d+)?)/m.exec(goMod)?.[1] ?? '1.0';
}

/** Compares dotted versions by number; negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < Math.max(left!.length, right!.length); i += 1) {
    const difference = (left![i] ?? 0) - (right![i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** True when Go may fetch a newer toolchain by itself. */
export function mayUpgrade(goToolchain: string): boolean {
  return /^(auto|path)$|\+(auto|path)$/.test(goToolchain);
}

/** Checks that the `go` on the PATH can build modules that ask for `wanted`. */
export async function requireGo(moduleDirs: readonly string[], signal?: AbortSignal): Promise<void> {
  const lines = await Promise.all(moduleDirs.map(async (dir) => goLine(await readFile(join(dir, 'go.mod'), 'utf8'))));
  const wanted = lines.sort(compareVersions).at(-1) ?? '1.0';
  const fix =
    `Install Go ${wanted} or newer (https://go.dev/dl/) and put it on the PATH, ` +
    'or pass --binaries DIR with ready-made binaries.';
  const found = await goEnv(wanted, fix, signal);
  if (compareVersions(found.version, wanted) >= 0 || mayUpgrade(found.toolchain)) return;
  throw new CliFailure({
    code: 'AIC-6002',
    where: 'go',
    what: 'Go is too old to build the control plane',
    got: `Go ${found.version} with GOTOOLCHAIN=${found.toolchain}`,
    want: `Go ${wanted} or newer`,
    fix,
  });
}

async function goEnv(
  wanted: string,
  fix: string,
  signal?: AbortSignal,
): Promise<{ version: string; toolchain: string }> {
  try {
    const { stdout } = await run('go', ['env', 'GOVERSION', 'GOTOOLCHAIN'], { cwd: tmpdir(), signal });
    const [version = '', toolchain = ''] = stdout.trim().split('\n');
    return {
      version: version
        .trim()
        .replace(/^go/, '')
        .replace(/[a-z].*$/, ''),
      toolchain: toolchain.trim(),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CliFailure({
      code: 'AIC-6001',
      where: 'go',
      what: 'Go is needed once, to build the control plane, and is not on the PATH',
      want: `Go ${wanted} or newer`,
      fix,
    });
  }
}
