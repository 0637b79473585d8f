import { quantity } from '../../quantity.js';

/** JSON pointers of what was sent and is stored with another value, or not at all; what the server adds is no change. */
export function changedPointers(sent: unknown, stored: unknown): string[] {
  return [...differences(sent, stored, '')].sort();
}

/** Fields that belong to the server or to another endpoint. */
const NOT_OURS = new Set(['/status', '/metadata/creationTimestamp', '/metadata/managedFields']);

function* differences(sent: unknown, stored: unknown, at: string): Generator<string> {
  if (NOT_OURS.has(at) || isZero(sent, stored) || isEmpty(sent)) return;
  if (Array.isArray(sent)) {
    yield* listDifferences(sent, stored, at);
  } else if (typeof sent === 'object') {
    if (stored === null || typeof stored !== 'object') yield at;
    else yield* fieldDifferences(sent as Fields, stored as Fields, at);
  } else if (sent !== stored && !isSameQuantity(sent, stored)) {
    yield at;
  }
}

interface Fields {
  readonly [key: string]: unknown;
}

function* fieldDifferences(sent: Fields, stored: Fields, at: string): Generator<string> {
  for (const [key, value] of Object.entries(sent)) {
    if (key === 'stringData' && 'data' in stored)
      yield* secretDifferences(value as Fields, stored['data'] as Fields, at);
    else yield* differences(value, stored[key], `${at}/${escape(key)}`);
  }
}

/** A Secret's text is stored in base64. */
function* secretDifferences(sent: Fields, stored: Fields, at: string): Generator<string> {
  for (const [key, value] of Object.entries(sent)) {
    const text = Buffer.from(String(stored[key] ?? ''), 'base64').toString();
    if (text !== String(value)) yield `${at}/stringData/${escape(key)}`;
  }
}

/** Lists may be reordered and added to: each element sent must be there. */
function* listDifferences(sent: readonly unknown[], stored: unknown, at: string): Generator<string> {
  if (!Array.isArray(stored)) {
    yield at;
    return;
  }
  const elements = stored as readonly unknown[];
  const holds = (element: unknown, candidate: unknown): boolean =>
    differences(element, candidate, `${at}/0`).next().done!;
  for (const [index, element] of sent.entries()) {
    if (elements.some((candidate) => holds(element, candidate))) continue;
    const same = elements.find((candidate) => isSameNamed(element, candidate)) ?? elements[index];
    if (same === undefined) yield `${at}/${index}`;
    else yield* differences(element, same, `${at}/${index}`);
  }
}

function isSameNamed(a: unknown, b: unknown): boolean {
  const name = (value: unknown): unknown => (value as { name?: unknown } | null | undefined)?.name;
  return name(a) !== undefined && name(a) === name(b);
}

/** What is left out of the stored form because it is what stands there without it. */
function isZero(sent: unknown, stored: unknown): boolean {
  if (sent === null || sent === undefined) return true;
  return stored === undefined && (sent === false || sent === 0 || sent === '');
}

/** The server drops empty maps and lists of optional fields. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Kubernetes writes quantities its own way: 1000m is stored as 1. */
function isSameQuantity(a: unknown, b: unknown): boolean {
  const [x, y] = [quantity(a), quantity(b)];
  return !Number.isNaN(x) && Math.abs(x - y) <= Math.abs(x) * 1e-9;
}
