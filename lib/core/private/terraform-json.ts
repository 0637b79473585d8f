import { DefaultTokenResolver, Fn, StringConcat, Token, Tokenization } from 'cdktf';
import { IConstruct } from 'constructs';
import { Manifest, TokenLeaf } from './manifest-member';
import { isToken, TOKEN_IN_TEXT } from './tokens';

/** Terraform reads `${` and `%{` as templates; every shell script has them. */
export function escapeTemplate(text: string): string {
  return text.includes('${') || text.includes('%{') ? text.replace(/[$%]\{/g, (open) => `${open[0]}${open}`) : text;
}

/**
 * JSON in a Terraform string: literals are escaped, each token leaf becomes `${jsonencode(…)}` without quotes.
 *
 * Tokens are resolved here, one by one. Left to cdktf in one long text, they lose their braces behind any `${` that a
 * script does not close, and inside `${jsonencode("…")}`.
 */
export function toTerraformJson(scope: IConstruct, value: unknown, tokens: TokenLeaf[]): string {
  if (tokens.length === 0) return escapeTemplate(JSON.stringify(value));
  const write = (item: unknown): string => {
    if (isToken(item)) return tokenExpression(scope, item);
    if (Array.isArray(item)) return `[${item.map(write).join(',')}]`;
    if (typeof item === 'object' && item !== null) {
      const entries = Object.entries(item).filter(([, v]) => v !== undefined);
      return `{${entries.map(([key, v]) => `${escapeTemplate(JSON.stringify(key))}:${write(v)}`).join(',')}}`;
    }
    return escapeTemplate(JSON.stringify(item));
  };
  return write(value);
}

/** The Terraform expression that puts the token's value there as JSON, whatever characters it holds. */
function tokenExpression(scope: IConstruct, value: unknown): string {
  if (typeof value === 'string' && !isWholeToken(value)) {
    return `\${jsonencode(${quoted(scope, value)})}`;
  }
  return String(resolved(scope, Fn.jsonencode(referenceOf(value))));
}

/** The Terraform template a token leaf stands for, for example `${var.name}` or `pre-${var.name}`. */
export function templateOf(scope: IConstruct, value: unknown): string {
  return typeof value === 'string' && !isWholeToken(value)
    ? template(scope, value, escapeTemplate)
    : String(resolved(scope, referenceOf(value)));
}

function resolved(scope: IConstruct, value: unknown): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}

/** Attributes of generated bindings stand for their address. */
function referenceOf(value: unknown): unknown {
  const isInstance = typeof value === 'object' && value !== null && 'fqn' in value && !Tokenization.isResolvable(value);
  return isInstance ? value.fqn : value;
}

/** The text is one token and nothing else. */
function isWholeToken(text: string): boolean {
  return /^[$#&]\{TfToken\[[a-zA-Z0-9:._-]+\]\}$/.test(text);
}

/**
 * A text with tokens: its literal parts go through `literal`, its tokens become `${…}`.
 *
 * A `$` right before a token would make an escape of the two, so it stands in braces of its own.
 */
function template(scope: IConstruct, text: string, literal: (part: string) => string): string {
  const parts = text.split(TOKEN_IN_TEXT);
  return parts
    .map((part, i) => {
      if (i % 2 === 1 && part.startsWith('$')) return String(resolved(scope, part));
      if (i % 2 === 1 && Token.isUnresolved(Number(part))) return String(resolved(scope, Number(part)));
      const dollars = i < parts.length - 1 ? (/\$*$/.exec(part)?.[0] ?? '') : '';
      if (dollars === '') return literal(part);
      return `${literal(part.slice(0, -dollars.length))}\${"${dollars}"}`;
    })
    .join('');
}

/** A text, with tokens or without, as a string of Terraform's language. */
function quoted(scope: IConstruct, text: string): string {
  return `"${template(scope, text, (part) => escapeTemplate(hclText(part)))}"`;
}

/** JSON's escapes are HCL's, but for two. */
function hclText(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\([bf])|\\./g, (escape, odd?: string) =>
      odd === undefined ? escape : odd === 'b' ? '\\u0008' : '\\u000c',
    );
}

/** The manifest as an object for Terraform's JSON: literals escaped, texts with tokens resolved, others left to cdktf. */
export function escapeManifest(scope: IConstruct, value: unknown, tokens: TokenLeaf[]): unknown {
  // Behind a carriage return Terraform finds no template any more, unless it stands in a string of its language.
  const textOf = (text: string): string =>
    text.includes('\r') ? `\${${quoted(scope, text)}}` : isToken(text) ? templateOf(scope, text) : escapeTemplate(text);
  const copy = (item: unknown): unknown => {
    if (typeof item === 'string') return isToken(item) || /[$%]\{/.test(item) ? textOf(item) : item;
    if (isToken(item)) return item;
    if (Array.isArray(item)) return item.map(copy);
    if (typeof item === 'object' && item !== null) {
      return Object.fromEntries(Object.entries(item).map(([key, v]) => [escapeTemplate(key), copy(v)]));
    }
    return item;
  };
  return tokens.length === 0 && !/[$%]\{/.test(JSON.stringify(value)) ? value : copy(value);
}

/** The tokens alone: what cdktf must see in its preparing pass to make references to other stacks. */
export function tokensOnly(tokens: TokenLeaf[]): string {
  const found = tokens.flatMap(({ value }) => {
    if (typeof value !== 'string') return [Token.asString(Fn.jsonencode(referenceOf(value)))];
    return value
      .split(TOKEN_IN_TEXT)
      .filter((_, i) => i % 2 === 1)
      .map((part) => (part.startsWith('$') ? part : Token.asString(Number(part))));
  });
  return found.join(' ');
}

/** A copy without its token leaves: `null` stands where Terraform will put a value. */
export function withoutTokens(manifest: Manifest, tokens: TokenLeaf[]): Manifest {
  if (tokens.length === 0) return manifest;
  const copy = (item: unknown): unknown => {
    if (isToken(item)) return null;
    if (Array.isArray(item)) return item.map(copy);
    if (typeof item === 'object' && item !== null) {
      return Object.fromEntries(Object.entries(item).map(([key, v]) => [key, copy(v)]));
    }
    return item;
  };
  return copy(manifest) as Manifest;
}
