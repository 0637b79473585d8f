import type { Document, Scalar } from 'yaml';
import { isMap } from './argument-type';
import { Fraction, PluginData, PolicyData } from './policy-data';
import { Fault, Rule, source } from './rule';
import { prose } from '../../../core/private/fail';
import { FindingSeverity } from '../scheduler-finding';

/** A text, what was understood of it, and what was not. */
export interface ParsedPolicy {
  readonly policy: PolicyData;
  readonly faults: Fault[];
}

const TOP = ['actions', 'tiers', 'configurations', 'metrics'];
const EMPTY: PolicyData = { actions: [], tiers: [], configurations: [], metrics: {} };

/** What the scheduler does not read in a text. */
export const TEXT_RULES: readonly Rule<ParsedPolicy>[] = [
  {
    code: 'AIC-2170',
    severity: FindingSeverity.ERROR,
    link: source('pkg/scheduler/conf/scheduler_conf.go#L28'),
    faults: ({ faults }) => faults,
  },
];

export function parsePolicy(text: string): ParsedPolicy {
  const document = parse(text);
  if (document.errors.length > 0) return { policy: EMPTY, faults: [unreadable(document.errors[0].message)] };
  const data: unknown = document.toJS();
  if (!isMap(data)) return { policy: EMPTY, faults: [unreadable('no mapping')] };
  const faults = [...unknown('', data, TOP)];
  const tiers = listOf(data.tiers, 'tiers', faults).map((tier, t) =>
    listOf(isMap(tier) ? tier.plugins : undefined, `tiers[${t}].plugins`, faults).map((plugin, p) =>
      pluginOf(plugin, `tiers[${t}].plugins[${p}]`, faults),
    ),
  );
  const configurations = listOf(data.configurations ?? [], 'configurations', faults).map((entry, i) => {
    const place = `configurations[${i}]`;
    if (isMap(entry)) faults.push(...unknown(place, entry, ['name', 'arguments']));
    return { name: textOf(entry, 'name'), arguments: mapOf(entry, 'arguments', place, faults) };
  });
  const actions = String(data.actions ?? '')
    .split(',')
    .map((action) => action.trim());
  if (typeof data.actions !== 'string') faults.push(wrong('actions', data.actions, 'one text, with commas'));
  return { policy: { actions, tiers, configurations, metrics: mapOf(data, 'metrics', '', faults) }, faults };
}

function pluginOf(entry: unknown, place: string, faults: Fault[]): PluginData {
  if (!isMap(entry)) faults.push(wrong(place, entry, 'a plugin with a name'));
  const { name: _name, arguments: _arguments, ...switches } = isMap(entry) ? entry : {};
  return { name: textOf(entry, 'name'), switches, arguments: mapOf(entry, 'arguments', place, faults) };
}

function textOf(entry: unknown, key: string): string {
  return isMap(entry) && typeof entry[key] === 'string' ? entry[key] : '';
}

function mapOf(entry: unknown, key: string, place: string, faults: Fault[]): { [key: string]: unknown } {
  const value = isMap(entry) ? entry[key] : undefined;
  if (value === undefined || value === null) return {};
  if (!isMap(value)) faults.push(wrong(`${place}.${key}`.replace(/^\./, ''), value, 'names with values'));
  return isMap(value) ? { ...value } : {};
}

function listOf(value: unknown, place: string, faults: Fault[]): readonly unknown[] {
  if (Array.isArray(value)) return value;
  faults.push(wrong(place, value, 'a list'));
  return [];
}

function unknown(place: string, map: { readonly [key: string]: unknown }, known: string[]): Fault[] {
  return Object.keys(map)
    .filter((key) => !known.includes(key))
    .map((key) => wrong(place, key, `one of ${known.join(', ')}`));
}

function wrong(place: string, got: unknown, want: string): Fault {
  return {
    place,
    what: 'the scheduler does not read this part of its configuration',
    got,
    want,
    fix: 'Correct it: what the scheduler does not know it ignores in silence.',
  };
}

function unreadable(message: string): Fault {
  return {
    what: 'the configuration of the scheduler is no YAML that it reads',
    got: prose(message.split('\n')[0]),
    want: 'a mapping with actions and tiers',
    fix: 'At its start the scheduler takes its built-in configuration instead, and later the one that it had.',
  };
}

/** Documents of a text, and what was not understood. */
export interface ParsedObjects {
  readonly objects: unknown[];
  readonly faults: Fault[];
}

/** Without it a text that is cut off would have nothing wrong with it. */
export const OBJECT_TEXT_RULES: readonly Rule<ParsedObjects>[] = [
  {
    code: 'AIC-2176',
    severity: FindingSeverity.ERROR,
    link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/',
    faults: ({ faults }) => faults,
  },
];

/** Objects of a text with any number of documents, as `kubectl get -o yaml` writes them. */
export function parseObjects(text: string): ParsedObjects {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml') as typeof import('yaml');
  const documents = [...yaml.parseAllDocuments(text)];
  const faults = documents.flatMap(({ errors }, i) =>
    errors.slice(0, 1).map((error) => ({
      place: `document ${i + 1}`,
      what: 'the text of the objects is no YAML',
      got: prose(error.message.split('\n')[0]),
      want: 'objects as kubectl get -o yaml writes them, with --- between documents',
      fix: 'Correct it: what cannot be read is not looked at.',
    })),
  );
  const readable = documents.filter(({ errors }) => errors.length === 0);
  return { objects: readable.map((document) => document.toJS() as unknown), faults };
}

/** As the scheduler's own reader has it: `yes` and `on` are true, `10:30` is text, `10.0` is no whole number. */
function parse(text: string): Document {
  // Loaded when somebody asks: it would be half of what importing this library costs.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml') as typeof import('yaml');
  const document = yaml.parseDocument(text, {
    version: '1.1',
    customTags: (tags) =>
      tags
        .filter((tag) => typeof tag === 'string' || !('format' in tag && tag.format === 'TIME'))
        .filter((tag) => !isTimestamp(tag)),
  });
  yaml.visit(document, {
    Scalar: (_key, node: Scalar) => {
      const isFraction =
        typeof node.value === 'number' && /[.eE]/.test(node.source ?? '') && !/^[-+]?0x/.test(node.source ?? '');
      if (isFraction && Number.isInteger(node.value)) node.value = new Fraction(node.value as number);
    },
  });
  return document as Document;
}

function isTimestamp(tag: unknown): boolean {
  return typeof tag === 'object' && tag !== null && 'tag' in tag && tag.tag === 'tag:yaml.org,2002:timestamp';
}
