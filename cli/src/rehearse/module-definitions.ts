import { readFile } from 'node:fs/promises';

import { crdFiles, isCliFailure, UPSTREAM_MODULES } from '../control-plane/index.js';
import type { UpstreamName } from '../control-plane/index.js';
import { readManifests } from './charts/yaml.js';
import { isDefinition } from './objects/rest.js';
import type { CustomResourceDefinition } from './objects/rest.js';

/** Modules that hold the definitions of a chart, but not the chart itself. */
const OF_CHARTS: { readonly [chart: string]: UpstreamName } = {
  'kube-prometheus-stack': 'prometheusOperator',
  'kubeflow-trainer': 'kubeflowTrainer',
  'kuberay-operator': 'kubeRay',
};

/** Definitions of some groups out of a module; none when it cannot be fetched. */
export async function moduleDefinitions(
  name: UpstreamName,
  groups: readonly string[],
  signal: AbortSignal,
): Promise<CustomResourceDefinition[]> {
  const files = await crdFiles(name, undefined, signal).catch((error: unknown) => {
    if (isCliFailure(error)) return [];
    throw error;
  });
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts
    .flatMap(readManifests)
    .filter(isDefinition)
    .filter(({ spec }) => groups.includes(spec.group));
}

/** What a chart that is in no module would bring, as far as the program needs it, and where it is from. */
export async function chartDefinitions(
  chart: string,
  groups: readonly string[],
  kinds: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ readonly definitions: CustomResourceDefinition[]; readonly from: string }> {
  const name = OF_CHARTS[chart];
  if (name === undefined) return { definitions: [], from: '' };
  const all = await moduleDefinitions(name, groups, signal);
  const { module, version } = UPSTREAM_MODULES[name];
  return {
    definitions: all.filter(({ spec }) => kinds.has(`${spec.group}/${spec.names.kind}`)),
    from: `${module}@${version}`,
  };
}
