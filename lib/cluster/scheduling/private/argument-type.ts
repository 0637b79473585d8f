import { Fraction } from './policy-data';

/**
 * How the scheduler reads an argument.
 *
 * A value of another type is ignored with a line in its log; where upstream decodes a structure, it ends the scheduler.
 */
export type ArgumentType =
  | 'integer'
  | 'number'
  | 'text'
  | 'flag'
  | { readonly text: RegExp; readonly like: string }
  | { readonly list: ArgumentType }
  | { readonly map: ArgumentType }
  | { readonly fields: { readonly [name: string]: ArgumentType } };

/** Go's notation, for example `1h30m`. */
export const DURATION: ArgumentType = {
  text: /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/,
  like: 'a duration such as "1h30m"',
};

export function nameOf(type: ArgumentType): string {
  if (typeof type === 'string')
    return type === 'flag' ? 'true or false' : `a ${type === 'integer' ? 'whole number' : type}`;
  if ('text' in type) return type.like;
  if ('list' in type) return `a list, each ${nameOf(type.list)}`;
  if ('map' in type) return `names, each with ${nameOf(type.map)}`;
  return `fields of ${Object.keys(type.fields).join(', ')}`;
}

/** What is wrong with a value: the path within it, what is there and what is wanted. */
export interface Mismatch {
  readonly path: string;
  readonly given: unknown;
  readonly wanted: string;
}

export function mismatches(value: unknown, type: ArgumentType, path = ''): Mismatch[] {
  if (typeof type === 'string') return isOf(value, type) ? [] : [{ path, given: value, wanted: nameOf(type) }];
  if ('text' in type) {
    const fits = typeof value === 'string' && type.text.test(value);
    return fits ? [] : [{ path, given: value, wanted: nameOf(type) }];
  }
  if ('list' in type) {
    if (!Array.isArray(value)) return [{ path, given: value, wanted: nameOf(type) }];
    return value.flatMap((item, i) => mismatches(item, type.list, `${path}[${i}]`));
  }
  if (!isMap(value)) return [{ path, given: value, wanted: nameOf(type) }];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = 'map' in type ? type.map : type.fields[key];
    const at = `${path}.${key}`;
    return inner === undefined ? [{ path: at, given: item, wanted: nameOf(type) }] : mismatches(item, inner, at);
  });
}

export function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isFraction(value);
}

export function isFraction(value: unknown): value is Fraction {
  return typeof value === 'object' && value !== null && 'toJSON' in value;
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return isFraction(value) || Number.isFinite(value);
    case 'flag':
      return (
        typeof value === 'boolean' ||
        /^(?:[01tTfF]|true|True|TRUE|false|False|FALSE)$/.test(String(typeof value === 'string' ? value : '-'))
      );
    default:
      return typeof value === 'string' && value !== '';
  }
}
