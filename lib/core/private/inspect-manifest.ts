import { IConstruct } from 'constructs';
import { fail, Failure, prose } from './fail';
import { jsonPointer, Manifest, TokenLeaf } from './manifest-member';
import { isDnsSubdomain } from './names';
import { isNamespaced } from './namespaced-kinds';
import { plainJson } from './plain-json';
import { isListToken, isMixedMap, isPlain, isToken } from './tokens';

type Path = (string | number)[];
const DEEPEST = 64;
const RBAC_NAME = /^(?!\.{1,2}$)[^/%]{1,253}$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Walks a value once: refuses what JSON, Terraform or the API server would silently change, and returns the leaves that
 * are Terraform tokens.
 */
export function inspectValue(scope: IConstruct, root: unknown): TokenLeaf[] {
  const tokens: TokenLeaf[] = [];
  const path: Path = [];
  const refuse = (what: string, got: unknown, want: string, fix: string): Error =>
    fail(scope, {
      code: 'AIC-1004',
      what: `${what} at ${jsonPointer(path) || '/'}`,
      got,
      want,
      fix,
    });
  const walk = (value: unknown): void => {
    if (isToken(value)) {
      if (isMixedMap(value)) {
        throw refuse('a map mixes a map token with entries', value, 'one or the other', 'Join them with Fn.merge().');
      }
      tokens.push({ path: [...path], value });
      return;
    }
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return;
      case 'number':
        if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
          throw refuse('a number loses digits', value, 'a number that fits 2^53', 'Write it as a string.');
        }
        return;
      case 'object':
        break;
      default:
        throw refuse(
          'a value is no JSON',
          prose(typeof value),
          'text, number, boolean, list, map or null',
          'Convert it.',
        );
    }
    if (value === null) return;
    if (path.length > DEEPEST) {
      throw refuse('the value refers to itself', prose('a loop'), `at most ${DEEPEST} levels`, 'Break the loop.');
    }
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) {
        path.push(i);
        if (isListToken(item)) {
          throw refuse(
            'a list mixes a list token with items',
            value,
            'one or the other',
            'Join them with Fn.concat().',
          );
        }
        if (item === undefined) {
          throw refuse(
            'a list holds undefined',
            undefined,
            'no gap',
            'Filter the list: a gap would shift all behind it.',
          );
        }
        walk(item);
        path.pop();
      }
      return;
    }
    if (Object.prototype.toString.call(value) === '[object Date]') {
      throw refuse('a Date would be lost', value, 'text', 'Write date.toISOString().');
    }
    if (!isPlain(value)) {
      throw refuse(
        'an instance of a class is no JSON',
        value,
        'a plain object',
        'Convert it, for example size.toQuantity().',
      );
    }
    for (const [key, item] of Object.entries(value)) {
      path.push(key);
      if (isToken(key)) {
        throw refuse(
          'a key is a Terraform token',
          key,
          'a key that is known at synthesis',
          'Only values may be tokens.',
        );
      }
      if (item !== undefined) walk(item);
      path.pop();
    }
  };
  walk(root);
  return tokens;
}

/** What the inspection of a manifest found. */
export interface Inspection {
  readonly tokens: TokenLeaf[];
  /** JSON text; undefined when there are tokens. */
  readonly text: string | undefined;
}

/** Refuses what is no Kubernetes object. */
export function inspectManifest(scope: IConstruct, manifest: unknown): Inspection {
  if (typeof manifest !== 'object' || manifest === null || isToken(manifest) || Array.isArray(manifest)) {
    throw fail(scope, {
      code: 'AIC-1005',
      what: 'the manifest is no object',
      got: manifest,
      want: 'a map with apiVersion, kind and metadata',
      fix: 'Give one Kubernetes object; use a KubernetesObject for each.',
    });
  }
  const m = manifest as Manifest;
  const plain = plainJson(m);
  const tokens = plain === undefined ? inspectValue(scope, m) : [];
  checkIdentity(scope, m);
  checkStrings(scope, m);
  return { tokens, text: plain ?? (tokens.length === 0 ? JSON.stringify(m) : undefined) };
}

function checkIdentity(scope: IConstruct, m: Manifest): void {
  const name: unknown = m.metadata?.name;
  const namespace: unknown = m.metadata?.namespace;
  if (!isKnownText(m.apiVersion)) throw unusable(scope, 'apiVersion', m.apiVersion);
  if (!isKnownText(m.kind)) throw unusable(scope, 'kind', m.kind);
  if (!isKnownText(name)) throw unusable(scope, 'metadata.name', name);
  const isRbac = m.apiVersion.startsWith('rbac.authorization.k8s.io/');
  if (isRbac ? !RBAC_NAME.test(name) : !isDnsSubdomain(name)) {
    throw wrongIdentity(scope, {
      what: 'metadata.name is no Kubernetes name',
      got: name,
      want: "a-z, 0-9, '-' and '.' between them, at most 253 characters",
      fix: 'Shorten or clean the name.',
    });
  }
  if (namespace !== undefined && (typeof namespace !== 'string' || !NAMESPACE.test(namespace))) {
    throw wrongIdentity(scope, {
      what: 'metadata.namespace is no Kubernetes name',
      got: namespace,
      want: "a DNS label: a-z, 0-9 and '-', at most 63 characters, known at synthesis",
      fix: 'Give the namespace as a literal, or leave it out for objects of the whole cluster.',
    });
  }
  if (namespace === undefined && isNamespaced(m.apiVersion, m.kind)) {
    throw fail(scope, {
      code: 'AIC-1023',
      what: 'the object names no namespace',
      got: `${m.kind}/${name}`,
      want: 'metadata.namespace: without it Helm takes the namespace of the release, and other deliveries default',
      fix: "Set metadata.namespace, for example 'ml'; a Namespace object makes one that does not exist.",
    });
  }
  if ('status' in m) {
    throw wrongIdentity(scope, {
      what: 'the manifest holds a status',
      got: m.status,
      want: 'none: the server writes it',
      fix: 'Remove status (dumps of live objects have it).',
    });
  }
}

function isKnownText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !isToken(value);
}

function unusable(scope: IConstruct, field: string, got: unknown): Error {
  return wrongIdentity(scope, {
    what: `${field} is not usable`,
    got,
    want: 'text that is known at synthesis',
    fix: `Give ${field} as a literal: apiVersion, kind and name are what Kubernetes knows an object by.`,
  });
}

function wrongIdentity(scope: IConstruct, f: Omit<Failure, 'code'>): Error {
  return fail(scope, { code: 'AIC-1006', ...f });
}

/** The server refuses numbers and booleans here, but only when it is too late. */
function checkStrings(scope: IConstruct, m: Manifest): void {
  checkTexts(scope, '/metadata/labels', m.metadata.labels);
  checkTexts(scope, '/metadata/annotations', m.metadata.annotations);
  if (m.apiVersion !== 'v1' || (m.kind !== 'ConfigMap' && m.kind !== 'Secret')) return;
  checkTexts(scope, '/data', m.data);
  checkTexts(scope, '/stringData', m.stringData);
  if (m.kind === 'Secret') checkSecret(scope, m);
}

function checkTexts(scope: IConstruct, at: string, map: unknown): void {
  if (map === undefined || map === null || isToken(map)) return;
  const isMap = typeof map === 'object' && !Array.isArray(map);
  const entries: [string, unknown][] = isMap ? Object.entries(map) : [['', map]];
  for (const [key, value] of entries) {
    if (isMap && (value === undefined || typeof value === 'string' || isToken(value))) continue;
    throw fail(scope, {
      code: 'AIC-1007',
      what: isMap ? `the value at ${at}${jsonPointer([key])} is not text` : `there is no map at ${at}`,
      got: value,
      want: isMap ? 'text' : 'a map of texts',
      fix: isMap ? `Quote it: '${String(value)}'.` : "Write { key: 'value' }.",
    });
  }
}

function checkSecret(scope: IConstruct, m: Manifest): void {
  for (const field of ['data', 'stringData']) {
    for (const [key, value] of Object.entries(m[field] ?? {})) {
      if (value !== undefined && !isToken(value) && !isToken(m[field])) {
        throw fail(scope, {
          code: 'AIC-1008',
          what: `the secret holds plain text at /${field}/${key}`,
          got: prose('a literal (not shown)'),
          want: 'a Terraform token, or no Secret at all but a reference to one',
          fix: 'Use a sensitive TerraformVariable, a data source or an external secret store.',
        });
      }
    }
  }
}
