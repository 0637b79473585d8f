import { Token } from 'cdktf';
import { shortHash } from '../../core/private/names';

/** A name that changes with what it stands for. Tokens count by their place: their numbers depend on the program. */
export function hashed(name: string, what: unknown, maxLength: number): string {
  const plain = JSON.parse(JSON.stringify(what), (_key, value: unknown) => withoutToken(value)) as unknown;
  const hash = shortHash(JSON.stringify([name, plain]));
  return `${name.slice(0, maxLength - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}

export function withoutToken<T>(value: T): T {
  return typeof value === 'string' && Token.isUnresolved(value)
    ? (value.replace(/\$\{TfToken\[[^\]]*\]\}/g, '(known after apply)') as T & string)
    : value;
}
