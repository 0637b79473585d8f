import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A block of a provider's schema: attributes as `required string`, blocks with how often they may stand. */
interface SchemaBlock {
  readonly attributes: Record<string, string>;
  readonly blocks?: Record<
    string,
    SchemaBlock & { readonly nesting: string; readonly min?: number; readonly max?: number }
  >;
}

/** What the tests know of one provider. */
export interface ProviderSchema {
  readonly source: string;
  readonly version: string;
  /** How the schema was taken. */
  readonly taken: string;
  readonly provider: SchemaBlock;
  readonly resources: Record<string, SchemaBlock>;
}

const NAMES = ['alicloud', 'aws', 'baiducloud', 'tencentcloud'] as const;

/** The schemas of the providers that make buckets, by the provider's name. */
export const PROVIDER_SCHEMAS: Readonly<Record<string, ProviderSchema>> = Object.fromEntries(
  NAMES.map((name) => [name, JSON.parse(readFileSync(join(__dirname, 'provider-schemas', `${name}.json`), 'utf8'))]),
);

/** What Terraform itself reads of a resource or a provider. */
const META = new Set(['//', 'alias', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider']);

/** What Terraform would refuse of a configuration, for the providers whose schemas are known. */
export function schemaProblems(configuration: any): string[] {
  const problems: string[] = [];
  const typesOf: Record<string, ProviderSchema> = Object.fromEntries(
    Object.values(PROVIDER_SCHEMAS).flatMap((schema) => Object.keys(schema.resources).map((type) => [type, schema])),
  );
  for (const [name, schema] of Object.entries(PROVIDER_SCHEMAS)) {
    const required = configuration.terraform?.required_providers?.[name];
    const blocks: any[] = configuration.provider?.[name] ?? [];
    for (const block of blocks) check(block, schema.provider, `provider ${name}`, problems);
    if (blocks.length > 0 && required?.source !== schema.source) problems.push(`provider ${name}: source`);
    if (blocks.length > 0 && !allows(required?.version, schema.version)) problems.push(`provider ${name}: version`);
  }
  for (const [type, resources] of Object.entries<any>(configuration.resource ?? {})) {
    const owner = Object.keys(PROVIDER_SCHEMAS).find((name) => type.startsWith(`${name}_`));
    if (owner === undefined) continue;
    const schema = typesOf[type]?.resources[type];
    if (schema === undefined) problems.push(`${type}: no such resource`);
    else for (const [id, body] of Object.entries(resources)) check(body, schema, `${type}.${id}`, problems);
  }
  return problems;
}

/** `~> 1.83` allows 1.83 and all that follows below 2. */
function allows(constraint: string | undefined, version: string): boolean {
  const [, major, minor] = /^~> (\d+)\.(\d+)$/.exec(constraint ?? '') ?? [];
  const [haveMajor, haveMinor] = version.split('.');
  return major === haveMajor && Number(haveMinor) >= Number(minor);
}

function check(body: any, schema: SchemaBlock, path: string, problems: string[]): void {
  for (const [key, value] of Object.entries(body)) {
    const attribute = schema.attributes[key];
    const block = schema.blocks?.[key];
    if (attribute !== undefined) checkAttribute(value, attribute, `${path}.${key}`, problems);
    else if (block !== undefined) {
      const items = Array.isArray(value) ? value : [value];
      if (items.length > (block.max ?? Infinity)) problems.push(`${path}.${key}: at most ${block.max}`);
      items.forEach((item, i) => check(item, block, `${path}.${key}[${i}]`, problems));
    } else if (!META.has(key)) problems.push(`${path}.${key}: no such attribute`);
  }
  for (const [key, attribute] of Object.entries(schema.attributes)) {
    if (attribute.startsWith('required ') && !(key in body)) problems.push(`${path}.${key}: required`);
  }
  for (const [key, block] of Object.entries(schema.blocks ?? {})) {
    const count = Array.isArray(body[key]) ? body[key].length : key in body ? 1 : 0;
    if (count < (block.min ?? 0)) problems.push(`${path}.${key}: at least ${block.min}`);
  }
}

function checkAttribute(value: unknown, attribute: string, path: string, problems: string[]): void {
  const [how, type] = attribute.split(' ');
  if (how === 'computed') problems.push(`${path}: the provider decides it`);
  else if (!fits(value, type)) problems.push(`${path}: no ${type}`);
}

function fits(value: unknown, type: string): boolean {
  if (typeof value === 'string' && value.startsWith('${') && value.endsWith('}')) return true;
  const [, outer, inner] = /^(\w+)\((.*)\)$/.exec(type) ?? [];
  if (outer === 'list' || outer === 'set') return Array.isArray(value) && value.every((item) => fits(item, inner));
  if (outer === 'map') {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && Object.values(value).every((item) => fits(item, inner));
  }
  return typeof value === (type === 'bool' ? 'boolean' : type);
}
