import { Token, Tokenization } from 'cdktf';

/** Tokens inside a text: of strings by their marker, of numbers by the range that cdktf encodes them in. */
export const TOKEN_IN_TEXT = /(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\}|-\d(?:\.\d+)?e\+298)/;

/** Whether a value stands for something that only Terraform knows. Cheap for what cannot be one. */
export function isToken(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      if (value.includes('{TfToken[')) return Token.isUnresolved(value) || Token.isUnresolved([value]);
      return value.includes('e+298') && value.split(TOKEN_IN_TEXT).some((part) => Token.isUnresolved(Number(part)));
    case 'number':
      return !Number.isSafeInteger(value) && Token.isUnresolved(value);
    case 'object':
      if (value === null) return false;
      if (Array.isArray(value)) return value.length === 1 && typeof value[0] !== 'object' && Token.isUnresolved(value);
      return Tokenization.isResolvable(value) || hasMapTokenKey(value) || isReference(value);
    default:
      return false;
  }
}

function hasMapTokenKey(value: object): boolean {
  for (const key in value) if (key.startsWith('&{TfToken[')) return true;
  return false;
}

/** A map token with entries beside it; cdktf would lose them. */
export function isMixedMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && hasMapTokenKey(value) && Object.keys(value).length > 1;
}

/** The element that stands for a whole list; cdktf cannot resolve it beside others. */
export function isListToken(item: unknown): boolean {
  const candidate = typeof item === 'string' ? item.includes('#{TfToken[') : typeof item === 'number' && item < -1e280;
  return candidate && !Token.isUnresolved(item) && Token.isUnresolved([item]);
}

/** Attributes of generated bindings (`StringMap`, `ComplexList`, …) are instances with an `fqn`, not `IResolvable`s. */
function isReference(value: object): boolean {
  return !isPlain(value) && 'fqn' in value && Token.isUnresolved(value.fqn);
}

export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
