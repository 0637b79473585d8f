import type { BundleUnit, ChartUnit, ObjectEntry, Unit, Values } from '../blueprint/index.js';
import { fillIn } from '../blueprint/index.js';
import type { Manifest, VolcanoHandle } from '../control-plane/index.js';
import { adapt } from './charts/adapt.js';
import type { DefinitionFolders } from './charts/definitions.js';
import type { Rendered } from './charts/render.js';
import { chartDefinitions } from './module-definitions.js';
import { apply, established } from './objects/apply.js';
import type { ApplyOptions } from './objects/apply.js';
import { inWaves } from './objects/order.js';
import { inParallel } from './objects/parallel.js';
import { isDefinition } from './objects/rest.js';
import type { CustomResourceDefinition } from './objects/rest.js';
import type { ObjectResult, UnitResult } from './objects/result.js';
import { objectName, resultOf } from './objects/result.js';
import type { StandIns } from './stand-ins.js';
import { startVolcano, VOLCANO_CHART } from './volcano-unit.js';
import type { VolcanoContext } from './volcano-unit.js';

/** What installing needs, for all units of one cluster. */
export interface InstallContext extends VolcanoContext {
  readonly values: Values;
  readonly definitions: DefinitionFolders;
  /** Kinds that the program's own objects are of, as `group/Kind`. */
  readonly neededKinds: ReadonlySet<string>;
  /** Renders a chart; called once for each. */
  readonly render: (unit: ChartUnit) => Promise<Rendered>;
  /** Deliveries in use: Helm looks up kinds before it creates anything. */
  readonly deliveries: readonly string[];
  /** What pods name and nobody brings. */
  readonly standIns: StandIns;
  /** Which unit brought an object. */
  readonly owners: Map<string, string>;
}

/** What became of a unit, and the scheduler if it started with it. */
export interface Installed {
  readonly result: UnitResult;
  readonly volcano?: VolcanoHandle;
}

interface Applied {
  readonly objects: readonly ObjectResult[];
  readonly notes?: readonly string[];
  readonly source?: string;
  readonly volcano?: VolcanoHandle;
}

/** Installs one unit: every object of it is tried, whatever becomes of the others. */
export async function install(context: InstallContext, unit: Unit): Promise<Installed> {
  const started = Date.now();
  const applied = unit.kind === 'bundle' ? await installBundle(context, unit) : await installChart(context, unit);
  const result: UnitResult = {
    path: unit.path,
    kind: unit.kind,
    release: `${unit.releaseNamespace}/${unit.releaseName}`,
    ...(applied.source === undefined ? {} : { source: applied.source }),
    objects: applied.objects,
    notes: applied.notes ?? [],
    seconds: (Date.now() - started) / 1000,
  };
  return { result, volcano: applied.volcano };
}

async function installBundle(context: InstallContext, unit: BundleUnit): Promise<Applied> {
  const waiting: ObjectResult[] = [];
  const ready: { manifest: Manifest; options: ApplyOptions }[] = [];
  for (const entry of unit.objects) {
    const { data, missing } = fillIn(entry.path, entry.manifest, entry.tokens, context.values);
    if (missing.length === 0) ready.push({ manifest: data, options: { path: entry.path } });
    else waiting.push(needsValue(entry, missing));
  }
  const early = await tooEarlyForHelm(
    context,
    ready.map(({ manifest }) => manifest),
  );
  const optionsOf = new Map(ready.map(({ manifest, options }) => [manifest, options]));
  const objects = await applyAll(
    context,
    unit,
    [...optionsOf.keys()].filter((one) => !early.has(one)),
    (one) => optionsOf.get(one)!,
  );
  const refused = [...early].map((manifest) =>
    resultOf(manifest, 'refused', {
      path: optionsOf.get(manifest)!.path,
      reason:
        'Helm looks up every kind before it creates anything, and the definition of this one is in the same release',
    }),
  );
  return { objects: [...objects, ...refused, ...waiting] };
}

function needsValue(entry: ObjectEntry, missing: readonly { place: string; expression: string }[]): ObjectResult {
  const reason = missing
    .map(({ place, expression }) => `--value '${place}=<JSON>' stands for ${expression}`)
    .join('; ');
  return resultOf(entry.manifest, 'needs-value', { path: entry.path, reason });
}

/** Custom resources that come in one release with their own definition. */
async function tooEarlyForHelm(context: InstallContext, manifests: readonly Manifest[]): Promise<Set<Manifest>> {
  const defined = new Set(manifests.filter(isDefinition).map(({ spec }) => `${spec.group}/${spec.names.kind}`));
  if (defined.size === 0 || !context.deliveries.includes('helm')) return new Set();
  const own = manifests.filter((manifest) => defined.has(groupKind(manifest)));
  const known = await Promise.all(own.map(({ apiVersion, kind }) => context.kinds.find(apiVersion, kind)));
  return new Set(own.filter((_, index) => known[index] === undefined));
}

function groupKind({ apiVersion, kind }: Manifest): string {
  return `${apiVersion.split('/')[0]}/${kind}`;
}

async function installChart(context: InstallContext, unit: ChartUnit): Promise<Applied> {
  const stand: Manifest = { apiVersion: unit.chart.version, kind: 'Chart', metadata: { name: unit.chart.name } };
  const { missing, data } = fillIn(unit.path, unit.chart.values, unit.chart.tokens, context.values);
  if (missing.length > 0) {
    return { objects: [needsValue({ path: unit.path, manifest: stand, tokens: [] }, missing)] };
  }
  const rendered = await context.render({ ...unit, chart: { ...unit.chart, values: data } });
  if (rendered.state === 'absent') return definitionsOnly(context, unit, rendered.reason);
  if (rendered.state === 'failed') {
    const reason = `helm template: ${rendered.reason}`;
    return { objects: [resultOf(stand, 'refused', { path: unit.path, reason })], source: rendered.source };
  }
  const adapted = adapt(await namespaced(context, unit, rendered.manifests));
  const objects = await applyAll(context, unit, adapted.objects, () => ({ lenient: true }));
  const leftOut = adapted.leftOut.map(({ manifest, reason }) => resultOf(manifest, 'left-out', { reason }));
  const volcano =
    unit.chart.name === VOLCANO_CHART ? await startVolcano(context, unit, adapted.volcanoWebhooks) : undefined;
  return {
    source: rendered.source,
    objects: [...objects, ...(volcano?.objects ?? []), ...leftOut],
    notes: [...adapted.notes, ...(volcano?.notes ?? [])],
    volcano: volcano?.handle,
  };
}

/** Helm puts objects without a namespace into that of the release. */
async function namespaced(
  context: InstallContext,
  unit: ChartUnit,
  manifests: readonly Manifest[],
): Promise<Manifest[]> {
  const scopes = new Map(
    manifests.filter(isDefinition).map(({ spec }) => [`${spec.group}/${spec.names.kind}`, spec.scope === 'Namespaced']),
  );
  return Promise.all(
    manifests.map(async (manifest) => {
      if (manifest.metadata?.namespace !== undefined) return manifest;
      const known =
        scopes.get(groupKind(manifest)) ?? (await context.kinds.find(manifest.apiVersion, manifest.kind))?.namespaced;
      if (known !== true) return manifest;
      return { ...manifest, metadata: { ...manifest.metadata, namespace: unit.releaseNamespace } };
    }),
  );
}

/**
 * A chart that is not at hand: the definitions that it would bring are taken from the folders that were given, and those
 * that are not there from a module, as far as they are needed.
 */
async function definitionsOnly(context: InstallContext, unit: ChartUnit, reason: string): Promise<Applied> {
  const groups = unit.chart.crdGroups ?? [];
  const found = await context.definitions.find(groups, context.neededKinds, unit.chart.name);
  const given = found.map(({ definition }) => definition);
  const known = new Set(given.map(({ metadata }) => metadata!.name));
  const others = await chartDefinitions(unit.chart.name, groups, context.neededKinds, context.signal);
  const added = others.definitions.filter(({ metadata }) => !known.has(metadata!.name));
  const adapted = adapt([...given, ...added]);
  const objects = await applyAll(context, unit, adapted.objects, () => ({ lenient: true }));
  const sources = [
    ...(given.length > 0 ? [`; ${given.length} of its definitions come from --crds`] : []),
    ...(added.length > 0 ? [`; ${added.length} of its definitions come from ${others.from}`] : []),
  ];
  return {
    objects,
    source: `not at hand${sources.join('')}`,
    notes: [`the chart's own objects were not checked: ${reason}`, ...adapted.notes],
  };
}

async function applyAll(
  context: InstallContext,
  unit: Unit,
  manifests: readonly Manifest[],
  optionsOf: (manifest: Manifest) => ApplyOptions,
): Promise<ObjectResult[]> {
  const results = new Map<Manifest, ObjectResult>();
  for (const wave of inWaves(manifests)) {
    await context.standIns.provideFor(wave, manifests);
    const outcomes = await inParallel(wave, (manifest) => applyOwned(context, unit, manifest, optionsOf(manifest)));
    wave.forEach((manifest, index) => results.set(manifest, outcomes[index]!));
    await serve(context, wave.filter(isDefinition), results);
  }
  return manifests.map((manifest) => results.get(manifest)!);
}

/** An object belongs to one release: Helm refuses to take over that of another. */
async function applyOwned(
  context: InstallContext,
  unit: Unit,
  manifest: Manifest,
  options: ApplyOptions,
): Promise<ObjectResult> {
  const id = `${groupKind(manifest)} ${objectName(manifest)}`;
  const owner = context.owners.get(id);
  if (owner !== undefined) {
    const reason = `${owner} brings the same object, and Helm refuses what another release owns`;
    return resultOf(manifest, 'refused', { path: options.path, reason });
  }
  context.owners.set(id, unit.path);
  return apply(context, manifest, options);
}

/** Waits for new definitions, and remembers their kinds. */
async function serve(
  context: InstallContext,
  definitions: readonly CustomResourceDefinition[],
  results: Map<Manifest, ObjectResult>,
): Promise<void> {
  const taken = definitions.filter((definition) => results.get(definition)?.outcome !== 'refused');
  const late = await established(
    context,
    taken.map(({ metadata }) => metadata!.name!),
  );
  for (const definition of taken) {
    if (!late.includes(definition.metadata!.name!)) context.kinds.learn(definition);
    else
      results.set(definition, resultOf(definition, 'refused', { reason: 'the definition is not established in time' }));
  }
}
