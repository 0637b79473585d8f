import yaml from 'js-yaml';

import type { Manifest } from '../../control-plane/index.js';

/** Whole numbers as Helm and kubectl read them, which is YAML 1.1: a leading zero makes an octal file mode. */
const INTEGER = new yaml.Type('tag:yaml.org,2002:int', {
  kind: 'scalar',
  resolve: (text: string | null) =>
    text !== null && /^[-+]?(0|0[0-7]+|0o[0-7]+|0x[0-9a-fA-F]+|[1-9][0-9]*)$/.test(text),
  construct: (text: string) => {
    const sign = text.startsWith('-') ? -1 : 1;
    const digits = text.replace(/^[-+]/, '');
    return sign * (/^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits));
  },
});

/** Yes, no, on and off are truth values in YAML 1.1. */
const BOOLEAN = new yaml.Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && /^(true|yes|on|false|no|off)$/.test(lowerIfPlain(text)),
  construct: (text: string) => /^(true|yes|on)$/.test(lowerIfPlain(text)),
});

/** Yes, YES and yes, but not yEs. */
function lowerIfPlain(text: string): string {
  return /^([A-Z]?[a-z]*|[A-Z]*)$/.test(text) ? text.toLowerCase() : text;
}

const SCHEMA = yaml.CORE_SCHEMA.extend({ implicit: [INTEGER, BOOLEAN] });

/** Of a key that stands twice Helm takes the last; charts have such keys. */
const OPTIONS: yaml.LoadOptions = { schema: SCHEMA, json: true };

/** The Kubernetes objects of a YAML stream, lists taken apart. */
export function readManifests(text: string): Manifest[] {
  return yaml.loadAll(text, undefined, OPTIONS).flatMap(unfold);
}

/** One YAML document as data, such as a configuration file. */
export function readYaml(text: string): unknown {
  return yaml.load(text, OPTIONS);
}

function unfold(document: unknown): Manifest[] {
  if (document === null || typeof document !== 'object') return [];
  const manifest = document as Manifest & { readonly items?: readonly unknown[] };
  if (typeof manifest.kind !== 'string' || typeof manifest.apiVersion !== 'string') return [];
  if (manifest.kind.endsWith('List') && Array.isArray(manifest.items)) return manifest.items.flatMap(unfold);
  return [manifest];
}
