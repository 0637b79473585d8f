import fc from 'fast-check';
import { Program, SOUND } from './programs';

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

const WEIRD_TEXT = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    '',
    'A.B',
    '模型',
    'x/y',
    '__proto__',
    'constructor',
    'main',
    'Resource',
    'Fluid',
    '${x}',
    '%{x}',
    '$(id)',
    '7b',
  ),
  fc.string({ unit: fc.constantFrom('a', 'B', '.', '-', '9'), minLength: 40, maxLength: 300 }),
);
const WEIRD_NUMBER = fc.oneof(
  fc.integer({ min: -2, max: 2000 }),
  fc.double(),
  fc.constantFrom(0, 0.5, 2 ** 53, NaN, Infinity, -1),
);

interface Mutation {
  /** Which leaf or list, modulo what is there. */
  readonly at: number;
  readonly text: string;
  readonly number: number;
  /** Repeats an item of a list instead. */
  readonly repeat: boolean;
}

const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat({ max: 10_000 }),
  text: WEIRD_TEXT,
  number: WEIRD_NUMBER,
  repeat: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

/** Sound programs with one or two mistakes. */
export const MISTAKEN: fc.Arbitrary<Program> = fc
  .tuple(SOUND, fc.array(MUTATION, { minLength: 1, maxLength: 2 }))
  .map(([program, mutations]) => mutations.reduce(mutate, program));

function mutate(program: Program, mutation: Mutation): Program {
  const { delivery, cloud, mirror, ...parts } = program;
  const at = mutation.at % count(parts, mutation.repeat);
  return { delivery, cloud, mirror, ...(replace(parts, { left: at }, mutation) as unknown as typeof parts) };
}

const isTarget = (value: Json, repeat: boolean): boolean =>
  Array.isArray(value) ? repeat && value.length > 0 : !repeat && typeof value !== 'object';

function count(value: Json | object, repeat: boolean): number {
  const below =
    typeof value === 'object' ? Object.values(value).reduce((sum: number, item) => sum + count(item, repeat), 0) : 0;
  return Math.max(0, below + (isTarget(value as Json, repeat) ? 1 : 0));
}

/** A copy in which the target that the counter reaches is another value. */
function replace(value: Json | object, counter: { left: number }, mutation: Mutation): Json | object {
  if (isTarget(value as Json, mutation.repeat) && counter.left-- === 0) return mutated(value as Json, mutation);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => replace(item, counter, mutation) as Json);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replace(item, counter, mutation)]));
}

function mutated(value: Json, { text, number }: Mutation): Json {
  if (Array.isArray(value)) return [...value, value[0]];
  if (typeof value === 'number') return number;
  return typeof value === 'boolean' ? !value : text;
}
