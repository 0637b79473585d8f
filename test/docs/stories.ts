import { stringify } from 'yaml';
import { exampleNames, pageNames, SynthesisedExample, synthesiseExample, synthesisePages } from '../support/examples';

const synthesised = new Map<string, SynthesisedExample>();

/** Synthesised once for all markers; the first page brings all others with it. */
function storyOf(name: string): SynthesisedExample {
  if (![...exampleNames(), ...pageNames()].includes(name)) throw new Error(`there is no story ${name}`);
  if (!synthesised.has(name)) {
    const found = name.startsWith('pages/') ? pagesWith(name) : [synthesiseExample(name)];
    found.forEach((story) => synthesised.set(story.name, story));
  }
  return synthesised.get(name)!;
}

/** A page that fails takes no other along. */
function pagesWith(name: string): SynthesisedExample[] {
  try {
    return synthesisePages();
  } catch {
    return synthesisePages([name]);
  }
}

const unitsOf = (story: string): any[] => storyOf(story).blueprints.flatMap((blueprint) => blueprint.units);

/** `<story> <Kind>/<name> [<path>]`, or `<story> <Kind>` for the one job of a story, with one of its tasks. */
export function objectOf(argument: string): string {
  const [story, object, path] = argument.split(' ');
  const manifests = unitsOf(story)
    .flatMap((unit) => unit.objects ?? [])
    .map((member) => member.manifest);
  if (!object.includes('/')) return jobOf(only(manifests.filter(isJobOf(object)), argument));
  const manifest = only(
    manifests.filter((candidate) => namesOf(candidate).includes(object)),
    argument,
  );
  return asText(path === undefined ? manifest : partOf(manifest, path, argument));
}

/** `<story> <release> <path>`: a value that a chart is given. */
export function valueOf(argument: string): string {
  const [story, release, path] = argument.split(' ');
  const charts = unitsOf(story).filter((unit) => unit.chart !== undefined && unit.releaseName === release);
  return asText(partOf(only(charts, argument).chart.values, path, argument));
}

/** A hash at the end of a name may be left out. */
function namesOf({ kind, metadata: { name, namespace } }: any): string[] {
  const readable = name.replace(/-[0-9a-f]{8}$/, '');
  return [name, readable].flatMap((text) => [`${kind}/${text}`, `${kind}/${namespace}/${text}`]);
}

const isJobOf = (kind: string) => (manifest: any) =>
  manifest.kind === kind && manifest.apiVersion.includes('volcano.sh');

/** A gang's tasks repeat one template. */
function jobOf(job: any): string {
  const [first, ...others] = job.spec.tasks;
  const rest = others.map((task: any) => `    # and ${task.replicas} × ${task.name} with the same template\n`).join('');
  return `${stringify({ ...job, spec: { ...job.spec, tasks: [first] } })}${rest}`;
}

function only<T>(found: T[], argument: string): T {
  if (found.length !== 1) throw new Error(`${found.length} answer to the marker ${argument}; want exactly one`);
  return found[0];
}

/** Path of keys and numbers between dots. */
function partOf(value: any, path: string, argument: string): any {
  const part = path.split('.').reduce((at, key) => at?.[key], value);
  if (part === undefined) throw new Error(`nothing stands at ${path} for the marker ${argument}`);
  return part;
}

function asText(value: any): string {
  return typeof value === 'string' ? value : stringify(value, { lineWidth: 0 });
}
