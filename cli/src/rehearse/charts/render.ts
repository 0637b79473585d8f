import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ChartUnit } from '../../blueprint/index.js';
import {
  chartDir,
  defaultCacheDir,
  isCliFailure,
  KUBERNETES_VERSION,
  moduleOfChart,
  UPSTREAM_MODULES,
} from '../../control-plane/index.js';
import type { Manifest } from '../../control-plane/index.js';
import { run } from '../../control-plane/run.js';
import { pullChart } from './pull.js';
import { readManifests, readYaml } from './yaml.js';

/** What Helm makes of a chart, or why that cannot be said here. */
export type Rendered =
  | { readonly state: 'rendered'; readonly manifests: readonly Manifest[]; readonly source: string }
  | { readonly state: 'failed'; readonly reason: string; readonly source: string }
  | { readonly state: 'absent'; readonly reason: string };

/** What rendering needs. */
export interface RenderContext {
  readonly helm: string;
  readonly scratchDir: string;
  /** Fetch charts that no Go module carries from the repositories that the program names. */
  readonly pull: boolean;
  readonly signal: AbortSignal;
}

/** Renders the real upstream chart with the unit's values, hooks left out, when it is at hand. */
export async function renderChart(context: RenderContext, unit: ChartUnit): Promise<Rendered> {
  const { chart } = unit;
  const found = await findChart(context, unit);
  if ('reason' in found) return { state: 'absent', reason: found.reason };
  const args = ['template', unit.releaseName, found.dir, '--namespace', unit.releaseNamespace];
  const { code, stdout, stderr } = await run(
    context.helm,
    [...args, '--no-hooks', '--include-crds', '--kube-version', KUBERNETES_VERSION, '--values', '-'],
    {
      input: JSON.stringify(chart.values),
      allowFailure: true,
      signal: context.signal,
      env: helmEnv(context),
    },
  );
  if (code !== 0) return { state: 'failed', reason: oneLine(stderr), source: found.source };
  return { state: 'rendered', manifests: readManifests(stdout), source: found.source };
}

/** The chart's folder, when the version of the module or of the chart in it is the one the program names. */
async function findChart(
  context: RenderContext,
  { chart }: ChartUnit,
): Promise<{ dir: string; source: string } | { reason: string }> {
  const name = moduleOfChart(chart.name);
  if (name === undefined) return pulled(context, chart);
  const { module, version } = UPSTREAM_MODULES[name];
  try {
    const dir = await chartDir(chart.name, join(context.scratchDir, 'charts'), context.signal);
    if (dir === undefined) return { reason: `no Go module carries chart ${chart.name}` };
    const own = (readYaml(await readFile(join(dir, 'Chart.yaml'), 'utf8')) as { version?: string }).version ?? '';
    if ([version, own].some((candidate) => isSameVersion(candidate, chart.version))) {
      return { dir, source: `${module}@${version}` };
    }
    return { reason: `the program names version ${chart.version} of chart ${chart.name}, at hand is ${version}` };
  } catch (error) {
    if (!isCliFailure(error)) throw error;
    return { reason: error.message };
  }
}

/** From the chart's own repository, when that is wanted. */
async function pulled(
  context: RenderContext,
  chart: ChartUnit['chart'],
): Promise<{ dir: string; source: string } | { reason: string }> {
  if (!context.pull) return { reason: `no Go module carries chart ${chart.name}; --pull-charts fetches it` };
  const { helm, scratchDir, signal } = context;
  try {
    const dir = await pullChart({ helm, cacheDir: defaultCacheDir(), scratchDir, signal }, chart);
    return { dir, source: chart.repository };
  } catch (error) {
    if (!isCliFailure(error)) throw error;
    return { reason: `chart ${chart.name} could not be fetched from ${chart.repository}: ${oneLine(error.message)}` };
  }
}

/** Helm keeps its files here, and leaves the user's alone. */
function helmEnv({ scratchDir }: RenderContext): { readonly [name: string]: string } {
  const scratch = join(scratchDir, 'helm');
  return {
    HELM_CACHE_HOME: join(scratch, 'cache'),
    HELM_CONFIG_HOME: join(scratch, 'config'),
    HELM_DATA_HOME: join(scratch, 'data'),
  };
}

function isSameVersion(a: string, b: string): boolean {
  return a.replace(/^v/, '') === b.replace(/^v/, '');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
