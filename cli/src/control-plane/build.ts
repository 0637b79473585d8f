import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

import { existing } from './binaries.js';
import { withLock } from './build-lock.js';
import { BUILD_FLAGS, defaultCacheDir, MODULES_ROOT, recipeHash } from './cache.js';
import { CliFailure, isCliFailure } from './failure.js';
import { requireGo } from './go-toolchain.js';
import { BINARY_NAMES, KSERVE_VALIDATE, PROGRAM_GROUPS } from './recipe.js';
import type { PatchedDependency, Program, ProgramGroup } from './recipe.js';
import { run, tail } from './run.js';
import type { Binaries, BuildOptions, OnProgress } from './types.js';

/** Variables every Go command here runs with, besides the user's own. */
const GO_ENV = { CGO_ENABLED: '0', GOOS: '', GOARCH: '', GOWORK: 'off' };

/** Builds every binary of the control plane once into the cache, or finds them there. */
export async function buildBinaries(options: BuildOptions = {}): Promise<Binaries> {
  const found = await buildGroups(PROGRAM_GROUPS, BINARY_NAMES, options);
  return found as unknown as Binaries;
}

/** Builds the program that runs KServe's own validators; returns its path. */
export async function buildKserveValidate(options: BuildOptions = {}): Promise<string> {
  const found = await buildGroups([KSERVE_VALIDATE], ['kserve-validate'], options);
  return found['kserve-validate']!;
}

async function buildGroups(
  groups: readonly ProgramGroup[],
  names: readonly string[],
  options: BuildOptions,
): Promise<{ [name: string]: string }> {
  const hash = await recipeHash(groups, await sourcesOf(groups));
  const dir = join(options.cacheDir ?? defaultCacheDir(), hash);
  if ((await existing(dir, names)).missing.length > 0) {
    await requireGo(
      groups.map((group) => join(MODULES_ROOT, group.folder)),
      options.signal,
    );
    await mkdir(dir, { recursive: true });
    await withLock(join(dir, '.lock'), () => buildMissing(groups, names, dir, options), {
      signal: options.signal,
      onWait: () =>
        options.onProgress?.({
          subject: names.join(', '),
          state: 'waiting',
          message: 'another process is building the control plane',
        }),
    });
  }
  return (await existing(dir, names)).paths;
}

async function buildMissing(
  groups: readonly ProgramGroup[],
  names: readonly string[],
  dir: string,
  options: BuildOptions,
): Promise<void> {
  const { missing } = await existing(dir, names);
  await removeAbandoned(dir);
  const staging = await mkdtemp(join(dir, '.build-'));
  try {
    for (const group of groups) {
      const wanted = Object.entries(group.programs).filter(([name]) => missing.includes(name));
      if (wanted.length === 0) continue;
      const moduleDir = await prepareModule(group, staging, options.signal);
      for (const [name, program] of wanted) {
        const done = names.length - (await existing(dir, names)).missing.length;
        await buildOne(name, program, moduleDir, staging, { ...options, onProgress: counting(options, done, names) });
        await rename(join(staging, name), join(dir, name));
      }
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What a build that was killed left behind; nobody else builds here while the lock is held. */
async function removeAbandoned(dir: string): Promise<void> {
  const abandoned = (await readdir(dir)).filter((name) => name.startsWith('.build-'));
  await Promise.all(abandoned.map((name) => rm(join(dir, name), { recursive: true, force: true })));
}

function counting(options: BuildOptions, done: number, names: readonly string[]): OnProgress {
  return (progress) =>
    options.onProgress?.({ ...progress, done: done + (progress.state === 'done' ? 1 : 0), total: names.length });
}

async function buildOne(
  name: string,
  program: Program,
  cwd: string,
  staging: string,
  options: BuildOptions,
): Promise<void> {
  const tell = (state: 'building' | 'done', message: string): void =>
    options.onProgress?.({ subject: name, state, message });
  const started = Date.now();
  tell('building', 'starts');
  const variables = Object.entries(program.linkerVariables).map(([key, value]) => `-X ${key}=${value}`);
  const flags = ['-v', ...BUILD_FLAGS, '-ldflags', ['-s', '-w', ...variables].join(' ')];
  let compiled = 0;
  try {
    await run('go', ['build', ...flags, '-o', join(staging, name), program.package], {
      cwd,
      env: GO_ENV,
      signal: options.signal,
      onStderrLine: (line) => {
        if (line.startsWith('go: ')) return tell('building', line.slice(4));
        compiled += 1;
        return tell('building', `compiled ${compiled} packages on ${availableParallelism()} cores`);
      },
    });
  } catch (error) {
    if (!isCliFailure(error)) throw error;
    throw buildFailure(name, program.package, error.message);
  }
  tell('done', `built in ${Math.round((Date.now() - started) / 1000)} s`);
}

function buildFailure(name: string, goPackage: string, message: string): CliFailure {
  return new CliFailure({
    code: 'AIC-6003',
    where: name,
    what: `Go could not build ${goPackage}`,
    got: tail(message, 15),
    fix: 'Check that the module proxy in `go env GOPROXY` answers and that the disk has 15 GB free, or pass --binaries DIR.',
  });
}

/** Where `go build` runs: the shipped module, or a completed copy of it. */
async function prepareModule(group: ProgramGroup, staging: string, signal?: AbortSignal): Promise<string> {
  const shipped = join(MODULES_ROOT, group.folder);
  if (!group.patchedDependency) return shipped;
  const copy = join(staging, group.folder);
  await mkdir(copy);
  await Promise.all(['go.mod', 'go.sum'].map((file) => cp(join(shipped, file), join(copy, file))));
  await patch(group.patchedDependency, copy, signal);
  return copy;
}

async function patch(dependency: PatchedDependency, moduleDir: string, signal?: AbortSignal): Promise<void> {
  const options = { cwd: moduleDir, env: GO_ENV, signal };
  const { stdout } = await run(
    'go',
    ['mod', 'download', '-json', `${dependency.module}@${dependency.version}`],
    options,
  );
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  const target = join(moduleDir, 'patched');
  await cp(Dir, target, { recursive: true });
  await run('chmod', ['-R', 'u+w', target], { signal });
  for (const [path, text] of Object.entries(dependency.files)) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), text);
  }
  await run('go', ['mod', 'edit', '-replace', `${dependency.module}=./patched`], options);
}

/** go.mod, go.sum and Go sources of the groups, relative to the modules' root. */
async function sourcesOf(groups: readonly ProgramGroup[]): Promise<string[]> {
  const perGroup = await Promise.all(
    groups.map(async ({ folder }) =>
      (await readdir(join(MODULES_ROOT, folder)))
        .filter((file) => /^go\.(mod|sum)$|\.go$/.test(file))
        .map((file) => `${folder}/${file}`),
    ),
  );
  return perGroup.flat().sort();
}
