import { Fn, Token, Tokenization } from 'cdktf';
import { isToken } from './inspect-manifest';
import { Manifest, TokenLeaf } from './manifest-member';

/** Terraform reads `${` and `%{` as templates; every shell script has them. */
export function escapeTemplate(text: string): string {
  return text.includes('${') || text.includes('%{') ? text.replace(/[$%]\{/g, (open) => `${open[0]}${open}`) : text;
}

/** JSON in a Terraform string: literals are escaped, each token leaf becomes `${jsonencode(…)}` without quotes. */
export function toTerraformJson(value: unknown, tokens: TokenLeaf[]): string {
  if (tokens.length === 0) return escapeTemplate(JSON.stringify(value));
  return write(value);
}

function write(value: unknown): string {
  if (isToken(value)) return tokenExpression(value);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries.map(([key, item]) => `${escapeTemplate(JSON.stringify(key))}:${write(item)}`).join(',')}}`;
  }
  return escapeTemplate(JSON.stringify(value));
}

/** The Terraform expression that puts the token's value there as JSON, whatever characters it holds. */
export function tokenExpression(value: unknown): string {
  if (typeof value === 'string' && !isWholeToken(value)) return `\${jsonencode("${quoteAround(value)}")}`;
  return Token.asString(Fn.jsonencode(referenceOf(value)));
}

/** Attributes of generated bindings stand for their address. */
function referenceOf(value: unknown): unknown {
  const isInstance = typeof value === 'object' && value !== null && 'fqn' in value && !Tokenization.isResolvable(value);
  return isInstance ? value.fqn : value;
}

/** The text is one string token and nothing else. */
function isWholeToken(text: string): boolean {
  return /^[$#&]\{TfToken\[[a-zA-Z0-9:._-]+\]\}$/.test(text);
}

/** Escapes the literal parts of a text with tokens for use inside an HCL string. */
function quoteAround(text: string): string {
  return text
    .split(/(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\})/)
    .map((part, i) => (i % 2 === 1 ? part : escapeTemplate(hclText(part))))
    .join('');
}

/** JSON's escapes are HCL's, but for two. */
function hclText(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\([bf])|\\./g, (escape, odd?: string) =>
      odd === undefined ? escape : odd === 'b' ? '\\u0008' : '\\u000c',
    );
}

/** The manifest as an object for Terraform's JSON: literals escaped, tokens left to cdktf. */
export function escapeManifest(value: unknown, tokens: TokenLeaf[]): unknown {
  const copy = (item: unknown): unknown => {
    if (isToken(item)) return typeof item === 'string' ? escapeAround(item) : item;
    if (typeof item === 'string') return escapeTemplate(item);
    if (Array.isArray(item)) return item.map(copy);
    if (typeof item === 'object' && item !== null) {
      return Object.fromEntries(Object.entries(item).map(([key, v]) => [escapeTemplate(key), copy(v)]));
    }
    return item;
  };
  return tokens.length === 0 && !/[$%]\{/.test(JSON.stringify(value)) ? value : copy(value);
}

function escapeAround(text: string): string {
  return text
    .split(/([$#&]\{TfToken\[[a-zA-Z0-9:._-]+\]\})/)
    .map((part, i) => (i % 2 === 1 ? part : escapeTemplate(part)))
    .join('');
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
