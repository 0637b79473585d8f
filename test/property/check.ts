import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';

const SCHEMA = JSON.parse(readFileSync(join(__dirname, '../../lib/core/blueprint.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true }).compile(SCHEMA);

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** Kinds whose names become DNS labels, labels of pods or both. */
const SHORT_KINDS = [
  'Agent',
  'AlluxioRuntime',
  'DataLoad',
  'Dataset',
  'InferenceService',
  'Job',
  'Namespace',
  'Service',
];

/** Everything that is wrong with a blueprint. */
export function problemsOfBlueprint(blueprint: any): string[] {
  const problems: string[] = [];
  if (!validate(blueprint))
    problems.push(...(validate.errors ?? []).map((e) => `schema ${e.instancePath} ${e.message}`));
  if (JSON.stringify(blueprint).includes('TfToken[')) problems.push('an unresolved token in the blueprint');
  problems.push(...problemsOfOrder(blueprint.units));
  const objects: any[] = blueprint.units
    .flatMap((unit: any) => unit.objects ?? [])
    .map((object: any) => object.manifest);
  problems.push(
    ...repeated(
      'release',
      blueprint.units.map((u: any) => `${u.cluster} ${u.releaseNamespace}/${u.releaseName}`),
    ),
  );
  problems.push(
    ...repeated(
      'object',
      objects.map((m) => `${m.apiVersion} ${m.kind} ${m.metadata.namespace}/${m.metadata.name}`),
    ),
  );
  for (const unit of blueprint.units) {
    if (unit.releaseName.length > 53 || !LABEL.test(unit.releaseName))
      problems.push(`release name ${unit.releaseName}`);
  }
  for (const manifest of objects) problems.push(...problemsOfObject(manifest));
  return problems;
}

function problemsOfOrder(units: any[]): string[] {
  const seen = new Set<string>();
  const own = new Set(units.map((unit) => unit.path));
  return units.flatMap((unit) => {
    const early = unit.dependsOn.filter((path: string) => own.has(path) && !seen.has(path));
    seen.add(unit.path);
    return early.map((path: string) => `${unit.path} stands before ${path}, which it waits for`);
  });
}

function problemsOfObject(manifest: any): string[] {
  const { name, namespace = '' } = manifest.metadata;
  const most = SHORT_KINDS.includes(manifest.kind) ? 63 : 253;
  const at = `${manifest.kind}/${name}`;
  const problems: string[] = [];
  if (name.length > most || (most === 63 && !LABEL.test(name))) problems.push(`${at}: name`);
  if (namespace !== '' && (namespace.length > 63 || !LABEL.test(namespace)))
    problems.push(`${at}: namespace ${namespace}`);
  problems.push(...problemsOfLabels(manifest, at));
  return problems;
}

/** Labels and selectors, wherever they stand. */
function problemsOfLabels(value: any, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<any>(value).flatMap(([key, item]) => {
    const isLabels = ['labels', 'matchLabels', 'nodeSelector'].includes(key) && isTextMap(item);
    const bad = isLabels
      ? Object.entries<string>(item).filter(([k, v]) => !LABEL_KEY.test(k) || !LABEL_VALUE.test(v))
      : [];
    return [...bad.map(([k, v]) => `${at}: ${key} ${k}=${v}`), ...problemsOfLabels(item, at)];
  });
}

function isTextMap(value: any): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === 'string');
}

/** Everything that is wrong with a Terraform configuration, given what the blueprint says it delivers. */
export function problemsOfTerraform(terraform: any, blueprint: any, delivery: string): string[] {
  const problems: string[] = [];
  const text = JSON.stringify(terraform);
  if (text.includes('TfToken[')) problems.push('an unresolved token in the configuration');
  const resources: any = terraform.resource ?? {};
  const units: any[] = blueprint.units;
  const charts = units.filter((unit) => unit.kind === 'chart').length;
  const bundles = units.length - charts;
  const objects = units.flatMap((unit) => unit.objects ?? []).length;
  const wanted =
    delivery === 'helm' ? { helm_release: charts + bundles } : { helm_release: charts, kubectl_manifest: objects };
  for (const [type, count] of Object.entries(wanted)) {
    const found = Object.keys(resources[type] ?? {}).length;
    if (found !== count) problems.push(`${count} ${type} were made and ${found} written: logical ids met`);
  }
  const addresses = new Set(
    Object.entries<any>(resources).flatMap(([type, all]) => Object.keys(all).map((id) => `${type}.${id}`)),
  );
  for (const resource of Object.values<any>(resources).flatMap((all) => Object.values<any>(all))) {
    for (const address of resource.depends_on ?? []) {
      if (!addresses.has(address)) problems.push(`depends_on names ${address}, which is not there`);
    }
  }
  return problems;
}

function repeated(what: string, names: string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) < i).map((name) => `${what} twice: ${name}`);
}
