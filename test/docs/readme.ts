/**
 * Fills the marked blocks of README.md and docs/*.md with what the library really does: `npx tsx test/docs/readme.ts`.
 *
 * A marker is a comment on a line of its own; the code block below it is written here:
 *
 *   example: <file>                              the file
 *   object: <story> <Kind>/<name> [<path>]       an object as it is synthesised, or one part of it
 *   values: <story> <release> <path>             a value of a chart; text as it stands
 *   failure: <mistake>                           what a mistake in test/docs/mistakes/<page>.ts is answered with
 *
 * A story is a folder of examples/ or `pages/<topic>`; an object in two namespaces is `<Kind>/<namespace>/<name>`.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { failureOf } from './failures';
import { objectOf, valueOf } from './stories';

const ROOT = join(__dirname, '..', '..');
const MARKED = /^<!-- (\w+): (.+?) -->(?:\n\n?```\w*\n[\s\S]*?\n```$)?/gm;

/** What stands behind each marker: the language of the block, and its text. */
const SOURCES: Record<string, (argument: string, page: string) => [string, string]> = {
  example: (path) => ['ts', readFileSync(join(ROOT, path), 'utf8')],
  object: (argument) => ['yaml', objectOf(argument)],
  values: (argument) => ['yaml', valueOf(argument)],
  failure: (argument, page) => ['', failureOf(page, argument)],
};

/** The pages, by path from the root. */
export const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => `docs/${file}`),
];

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** A page with every marked block as it should be. */
export function freshPage(page: string): string {
  return readPage(page).replace(MARKED, (_block, source: string, argument: string) => {
    if (!Object.hasOwn(SOURCES, source)) {
      throw new Error(`${page}: no marker is called ${source}; there are ${Object.keys(SOURCES).join(', ')}`);
    }
    const [language, text] = SOURCES[source](argument, basename(page, '.md'));
    return `<!-- ${source}: ${argument} -->\n\n\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
  });
}

/** Examples load what is compiled where something is; what is older than its source would be shown as the truth of today. */
function checkCompiled(): void {
  const isStale = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' }).some((file) => {
    const source = join(ROOT, 'lib', file.replace(/\.js$/, '.ts'));
    if (!file.endsWith('.js')) return false;
    return !existsSync(source) || statSync(source).mtimeMs > statSync(join(ROOT, 'lib', file)).mtimeMs;
  });
  if (isStale) throw new Error('lib is compiled from other sources: npm run build, or git clean -fdXq lib');
}

function refresh(page: string): void {
  try {
    writeFileSync(join(ROOT, page), freshPage(page));
  } catch (error) {
    process.stderr.write(`${page}: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) {
  checkCompiled();
  PAGES.forEach(refresh);
}
