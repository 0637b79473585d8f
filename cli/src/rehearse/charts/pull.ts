import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { ChartUnit } from '../../blueprint/index.js';
import { run } from '../../control-plane/run.js';

/** Where charts come from that no Go module carries. */
export interface PullContext {
  readonly helm: string;
  /** Keeps what was fetched for the next rehearsal. */
  readonly cacheDir: string;
  /** Where Helm writes. What it reads are the user's settings, and with them the logins to private registries. */
  readonly scratchDir: string;
  readonly signal: AbortSignal;
}

/** The folder of the chart as its repository serves it; fails with what Helm said. */
export async function pullChart(context: PullContext, chart: ChartUnit['chart']): Promise<string> {
  const { name, repository, version } = chart;
  const parent = join(context.cacheDir, 'charts', hash(repository));
  const dir = join(parent, `${name}-${version}`);
  if (existsSync(join(dir, name, 'Chart.yaml'))) return join(dir, name);
  await mkdir(parent, { recursive: true });
  const unfinished = await mkdtemp(join(parent, 'unfinished-'));
  try {
    const source = repository.startsWith('oci://') ? [`${repository}/${name}`] : [name, '--repo', repository];
    await run(context.helm, ['pull', ...source, '--version', version, '--untar', '--untardir', unfinished], {
      env: { HELM_CACHE_HOME: join(context.scratchDir, 'pull') },
      signal: context.signal,
    });
    await rename(unfinished, dir).catch((error: NodeJS.ErrnoException) => {
      // Another rehearsal was faster.
      if (!existsSync(join(dir, name, 'Chart.yaml'))) throw error;
    });
    return join(dir, name);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
