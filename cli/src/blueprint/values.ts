import { CliFailure } from '../control-plane/index.js';
import type { Blueprint, TokenFact } from './types.js';

/** Values for places that Terraform fills in, by `construct path` + `JSON pointer`. */
export type Values = ReadonlyMap<string, unknown>;

/** Reads `--value <construct path><JSON pointer>=<json>`. */
export function parseValues(options: readonly string[]): Values {
  return new Map(options.map(parseValue));
}

function parseValue(option: string): [string, unknown] {
  const equals = option.indexOf('=');
  try {
    if (equals > 0) return [option.slice(0, equals), JSON.parse(option.slice(equals + 1)) as unknown];
  } catch {
    // Told below.
  }
  throw new CliFailure({
    code: 'AIC-8010',
    where: '--value',
    what: 'a value cannot be understood',
    got: option,
    want: '<construct path><JSON pointer>=<JSON>, such as stack/Models/Secret/Object/data/host="10.0.0.1"',
    fix: 'Quote the whole option for the shell; text is JSON too and has its own quotes.',
  });
}

/** Fails when a value is meant for a place that Terraform does not fill in. */
export function checkValues(values: Values, blueprints: readonly Blueprint[]): void {
  const places = new Set(blueprints.flatMap((blueprint) => blueprint.units.flatMap(placesOf)));
  const unknown = [...values.keys()].find((key) => !places.has(key));
  if (unknown === undefined) return;
  throw new CliFailure({
    code: 'AIC-8011',
    where: '--value',
    what: 'nothing in the program waits for this value',
    got: unknown,
    want: places.size === 0 ? 'no values' : `one of ${[...places].slice(0, 10).join(', ')}`,
    fix: 'Name a place as the rehearsal prints it, or leave the option out.',
  });
}

function placesOf(unit: Blueprint['units'][number]): string[] {
  if (unit.kind === 'chart') return unit.chart.tokens.map((token) => unit.path + token.path);
  return unit.objects.flatMap((object) => object.tokens.map((token) => object.path + token.path));
}

/** Data with its values filled in, and the places that still have none. */
export interface Filled<T> {
  readonly data: T;
  readonly missing: readonly { readonly place: string; readonly expression: string }[];
}

/** Puts the given values at the places of the tokens; the data itself stays as it is. */
export function fillIn<T>(path: string, data: T, tokens: readonly TokenFact[], values: Values): Filled<T> {
  if (tokens.length === 0) return { data, missing: [] };
  const copy = structuredClone(data);
  const missing: { place: string; expression: string }[] = [];
  for (const token of tokens) {
    const place = path + token.path;
    if (values.has(place)) setAt(copy, token.path, values.get(place));
    else missing.push({ place, expression: token.expression });
  }
  return { data: copy, missing };
}

function setAt(root: unknown, pointer: string, value: unknown): void {
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop()!;
  const parent = steps.reduce<unknown>((at, step) => (at as { [key: string]: unknown })[step], root);
  (parent as { [key: string]: unknown })[last] = value;
}
