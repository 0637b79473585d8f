import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import { CliFailure } from '../../control-plane/index.js';
import { isDefinition } from '../objects/rest.js';
import type { CustomResourceDefinition } from '../objects/rest.js';
import { readManifests } from './yaml.js';

/** A definition found in a folder. */
export interface FoundDefinition {
  readonly file: string;
  readonly definition: CustomResourceDefinition;
}

/** CustomResourceDefinitions in folders of YAML files, for charts that are not at hand. */
export class DefinitionFolders {
  private files: Promise<string[]> | undefined;

  constructor(private readonly dirs: readonly string[]) {}

  /** Fails when a folder cannot be read. */
  async check(): Promise<void> {
    await (this.files ??= this.list());
  }

  /** The definitions of some groups and kinds; of equal ones, that in a folder named like the chart comes first. */
  async find(groups: readonly string[], kinds: ReadonlySet<string>, chart: string): Promise<FoundDefinition[]> {
    const files = (await (this.files ??= this.list())).filter((file) => mayHold(file, groups));
    const preferred = [...files].sort((a, b) => Number(isOf(chart, b)) - Number(isOf(chart, a)));
    const found = new Map<string, FoundDefinition>();
    for (const one of (await Promise.all(preferred.map((file) => read(file, groups)))).flat()) {
      const { group, names } = one.definition.spec;
      const id = `${names.plural}.${group}`;
      if (kinds.has(`${group}/${names.kind}`) && !found.has(id)) found.set(id, one);
    }
    return [...found.values()];
  }

  private async list(): Promise<string[]> {
    return (await Promise.all(this.dirs.map((dir) => yamlFiles(resolve(dir))))).flat();
  }
}

async function yamlFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw new CliFailure({
      code: 'AIC-8012',
      where: '--crds',
      what: 'the folder of definitions cannot be read',
      got: error.message,
      fix: 'Name a folder with CustomResourceDefinitions as YAML files.',
    });
  });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Files are mostly named `group_plural.yaml`; a name that says another group spares the reading. */
function mayHold(file: string, groups: readonly string[]): boolean {
  const [group, plural] = basename(file).split('_');
  return plural === undefined || !group!.includes('.') || groups.includes(group!);
}

function isOf(chart: string, file: string): boolean {
  return basename(dirname(file)) === chart.replace(/-crds?$/, '');
}

async function read(file: string, groups: readonly string[]): Promise<FoundDefinition[]> {
  const text = await readFile(file, 'utf8');
  if (!text.includes('CustomResourceDefinition') || !groups.some((group) => text.includes(group))) return [];
  return readManifests(text)
    .filter(isDefinition)
    .filter(({ spec }) => groups.includes(spec.group))
    .map((definition) => ({ file, definition }));
}
