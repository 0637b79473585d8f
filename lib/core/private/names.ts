import { createHash } from 'node:crypto';
import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { fail } from './fail';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Eight hexadecimal digits that stand for a text. */
export function shortHash(text: string, digits = 8): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

/** A number below 2^32 that spreads texts evenly (FNV-1a, mixed), the same for ever: it decides where objects live. */
export function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/**
 * A DNS label made of any text: kept when it is one already, else cleaned, shortened and made unique by a hash.
 */
export function dnsLabel(text: string, maxLength = 63): string {
  if (text.length <= maxLength && DNS_LABEL.test(text)) return text;
  const clean = text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const stem = clean.slice(0, maxLength - 9).replace(/^-+|-+$/g, '');
  return stem === '' ? `x-${shortHash(text)}` : `${stem}-${shortHash(text)}`;
}

/** The name of a Helm release (53 characters at most) for the parts of a construct path. */
export function releaseName(parts: string[]): string {
  const readable = parts.map((p) => p.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()).join('-');
  const plain = parts.every((p) => /^[A-Za-z][A-Za-z0-9]*$/.test(p)) && parts.length > 0;
  return plain && readable.length <= 53 && DNS_LABEL.test(readable)
    ? readable
    : dnsLabel(`${readable}/${parts.join('/')}`, 53);
}

/** Refuses a Terraform token where the text decides identity, order or size. */
export function checkKnown(scope: IConstruct | undefined, what: string, text: string): void {
  if (Token.isUnresolved(text)) {
    throw fail(scope, {
      code: 'AIC-1001',
      what: `${what} is a Terraform token`,
      got: text,
      want: 'a text that is known at synthesis',
      fix: 'Names decide order and identity; give the name as a literal and pass the token as a value instead.',
    });
  }
}

/** Refuses a name that Kubernetes would refuse, at the line that gives it. */
export function checkDnsLabel(scope: IConstruct | undefined, what: string, name: string, maxLength = 63): string {
  checkKnown(scope, what, name);
  // Construct trees keep their children in a JavaScript object, which has this one already.
  if (name.length > maxLength || !DNS_LABEL.test(name) || name === 'constructor') {
    throw fail(scope, {
      code: 'AIC-1002',
      what: `${what} is no Kubernetes name`,
      got: name,
      want: `a DNS label: a-z, 0-9 and '-', at most ${maxLength} characters`,
      fix: `For example '${suggestion(name, maxLength)}'.`,
    });
  }
  return name;
}

/** A usable name for a person to choose, without the hash that keeps made names apart. */
function suggestion(name: string, maxLength: number): string {
  const clean = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
  return clean === 'constructor' ? 'the-constructor' : clean === '' ? 'x' : clean;
}

export function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && DNS_SUBDOMAIN.test(name);
}

/**
 * The logical id of a resource. Injective: plain paths are joined as they are; all others carry a hash behind a double
 * underscore, which a plain path never holds. (cdktf drops what it does not like: `a.b` and `ab` meet there.)
 */
export function logicalId(components: string[]): string {
  const joined = components.join('_');
  const plain = components.every((c) => /^[A-Za-z0-9-]+$/.test(c)) && /^[A-Za-z]/.test(joined) && joined.length <= 200;
  if (plain) return joined;
  const clean = joined
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 180);
  return `${clean === '' ? 'x' : clean}__${shortHash(components.join('\u0000'), 12)}`;
}
