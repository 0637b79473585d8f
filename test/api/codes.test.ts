import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from './assembly';

const CODE = /AIC-\d{4}/g;
/** Codes that only tests of the message itself use. */
const EXAMPLES = new Set(['AIC-0000', 'AIC-0001']);
/** Which codes belong to which folder of the library. */
const RANGES: [RegExp, string[]][] = [
  [/^AIC-10/, ['core']],
  [/^AIC-11/, ['delivery']],
  [/^AIC-12/, ['units']],
  [/^AIC-13/, ['catalog', 'clouds', 'cluster']],
  [/^AIC-20/, ['cluster']],
  [/^AIC-21/, ['cluster']],
  [/^AIC-22/, ['training']],
  [/^AIC-23/, ['monitoring']],
  [/^AIC-3[0-3]/, ['model-store']],
  [/^AIC-40/, ['inference-edge']],
  [/^AIC-50/, ['agent-platform']],
];

function codesIn(folder: string): { code: string; file: string }[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
    .flatMap((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      const file = relative(ROOT, path).split(sep).join('/');
      return [...readFileSync(path, 'utf8').matchAll(CODE)].map(([code]) => ({ code, file }));
    });
}

const inLibrary = codesIn('lib');
const inTests = new Set(codesIn('test').map(({ code }) => code));

test('every code stands in one place of the library', () => {
  const places = new Map<string, string[]>();
  for (const { code, file } of inLibrary) places.set(code, [...(places.get(code) ?? []), file]);
  expect([...places].filter(([, files]) => files.length !== 1)).toStrictEqual([]);
  expect(places.size).toBeGreaterThan(20);
});

test('every code is tested', () => {
  expect(inLibrary.filter(({ code }) => !inTests.has(code))).toStrictEqual([]);
});

test('every code that a test names exists', () => {
  const known = new Set(inLibrary.map(({ code }) => code));
  expect([...inTests].filter((code) => !known.has(code) && !EXAMPLES.has(code)).sort()).toStrictEqual([]);
});

test('every code is of the range of its folder', () => {
  const astray = inLibrary.filter(({ code, file }) => {
    const range = RANGES.find(([pattern]) => pattern.test(code));
    return !range?.[1].some((folder) => file.startsWith(`lib/${folder}/`));
  });
  expect(astray).toStrictEqual([]);
});
