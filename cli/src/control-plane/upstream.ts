import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CliFailure } from './failure.js';
import { moduleOfChart, UPSTREAM_MODULES } from './modules.js';
import type { UpstreamModule, UpstreamName } from './modules.js';
import { run, tail } from './run.js';

interface Download {
  readonly Path: string;
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}

const DOWNLOAD_ENV = { GO111MODULE: 'on', GOWORK: 'off' };

/** Fetches modules through the user's own Go settings; returns their folders in the module cache, which are read-only. */
export async function downloadModules<N extends UpstreamName>(
  names: readonly N[],
  signal?: AbortSignal,
): Promise<{ [name in N]: string }> {
  const modules = names.map((name): UpstreamModule => UPSTREAM_MODULES[name]);
  const wanted = modules.map(({ module, version }) => `${module}@${version}`);
  const answers = await downloads(wanted, signal);
  const folders = modules.map((module) => {
    const answer = answers.find(({ Path }) => Path === module.module);
    if (answer?.Dir && answer.Sum === module.sum) return answer.Dir;
    throw notServed(`${module.module}@${module.version}`, reason(module, answer));
  });
  return Object.fromEntries(names.map((name, i) => [name, folders[i]!])) as { [name in N]: string };
}

/**
 * The folder of a chart that a Go module carries, ready for Helm; undefined when no module carries it.
 *
 * A chart whose values are filled in at release is completed in a copy under `scratchDir`.
 */
export async function chartDir(chart: string, scratchDir: string, signal?: AbortSignal): Promise<string | undefined> {
  const name = moduleOfChart(chart);
  if (name === undefined) return undefined;
  const upstream: UpstreamModule = UPSTREAM_MODULES[name];
  const source = join((await downloadModules([name], signal))[name], upstream.charts![chart]!);
  const variables = upstream.valuesTemplates?.[chart];
  if (!variables) return source;
  const copy = join(scratchDir, chart);
  await mkdir(scratchDir, { recursive: true });
  await cp(source, copy, { recursive: true, force: true });
  await run('chmod', ['-R', 'u+w', copy], { signal });
  const template = await readFile(join(copy, 'values.tmpl.yaml'), 'utf8');
  await writeFile(
    join(copy, 'values.yaml'),
    template.replace(/\$\{(\w+)\}/g, (whole, variable: string) => variables[variable] ?? whole),
  );
  return copy;
}

/** The YAML files with the CRDs of a module, sorted; all purposes unless some are named. */
export async function crdFiles(
  name: UpstreamName,
  purposes?: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  const upstream: UpstreamModule = UPSTREAM_MODULES[name];
  const root = (await downloadModules([name], signal))[name];
  const wanted = purposes ?? Object.keys(upstream.crds ?? {});
  const files = await Promise.all(wanted.map((purpose) => yamlFiles(join(root, upstream.crds![purpose]!))));
  return files.flat();
}

async function yamlFiles(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  return (await readdir(path))
    .filter((file) => /\.ya?ml$/.test(file) && !/^kustomization|_patch\./.test(file))
    .sort()
    .map((file) => join(path, file));
}

async function downloads(wanted: readonly string[], signal?: AbortSignal): Promise<Download[]> {
  try {
    const { stdout, stderr } = await run('go', ['mod', 'download', '-json', ...wanted], {
      cwd: tmpdir(),
      env: DOWNLOAD_ENV,
      allowFailure: true,
      signal,
    });
    const answers = stdout
      .split(/^(?=\{)/m)
      .filter((text) => text.trim() !== '')
      .map((text) => JSON.parse(text) as Download);
    if (answers.length > 0) return answers;
    throw notServed(wanted.join(', '), tail(stderr, 5));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw notServed(wanted.join(', '), 'no go on the PATH');
  }
}

function reason(module: UpstreamModule, answer: Download | undefined): string {
  if (answer?.Error) return answer.Error;
  return answer?.Sum ? `checksum ${answer.Sum}, not ${module.sum}` : 'no answer';
}

function notServed(module: string, got: string): CliFailure {
  return new CliFailure({
    code: 'AIC-6009',
    where: module,
    what: 'the Go module with the upstream charts and CRDs could not be fetched',
    got,
    fix: 'Check that Go is on the PATH and that the module proxy in `go env GOPROXY` answers; one successful run keeps the module.',
  });
}
