import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** One synthesised example, as its files on disk say. */
export interface SynthesisedExample {
  readonly name: string;
  readonly blueprints: any[];
  readonly configurations: any[];
}

/** Examples that are programs of their own. */
export function exampleNames(): string[] {
  return readdirSync(join(ROOT, 'examples'))
    .filter((name) => existsSync(join(ROOT, 'examples', name, 'main.ts')))
    .sort();
}

/** Stacks that the pages of the documentation show, as `pages/<topic>`. */
export function pageNames(): string[] {
  return readdirSync(join(ROOT, 'examples', 'pages'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `pages/${file.slice(0, -'.ts'.length)}`)
    .sort();
}

/** Runs every example as a user does, and the stack of every page, and reads what they wrote. */
export function synthesiseExamples(): SynthesisedExample[] {
  return [...exampleNames().map(synthesiseExample), ...synthesisePages()];
}

export function synthesiseExample(name: string): SynthesisedExample {
  return inFolder((outdir) => {
    synthesiseInto(name, outdir);
    return readExample(name, outdir);
  });
}

/** All pages in one process: what takes time is loading the library. */
export function synthesisePages(names = pageNames()): SynthesisedExample[] {
  if (names.length === 0) return [];
  return inFolder((outdir) => {
    run([join(__dirname, 'synthesise-pages.ts'), outdir, ...names]);
    return names.map((name) => readExample(name, join(outdir, name)));
  });
}

/** Runs the example's program as its reader would. */
export function synthesiseInto(name: string, outdir: string): void {
  run([join(ROOT, 'examples', name, 'main.ts')], { CDKTF_OUTDIR: outdir });
}

/** Synthesises the stack of one page, and tells into which folder. */
export function synthesisePageInto(name: string, outdir: string): string {
  run([join(__dirname, 'synthesise-pages.ts'), outdir, name]);
  return join(outdir, name);
}

function run(args: string[], env: Record<string, string> = {}): void {
  execFileSync(process.execPath, ['--import', 'tsx', ...args], {
    cwd: ROOT,
    env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'examples', 'tsconfig.json'), ...env },
  });
}

function readExample(name: string, outdir: string): SynthesisedExample {
  const stacks: any[] = Object.values(JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')).stacks);
  const read = (stack: any, file: string): any =>
    JSON.parse(readFileSync(join(outdir, stack.workingDirectory, file), 'utf8'));
  return {
    name,
    blueprints: stacks.map((stack) => read(stack, 'blueprint.json')),
    configurations: stacks.map((stack) => read(stack, 'cdk.tf.json')),
  };
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-examples-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
