import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** One synthesised example, as its files on disk say. */
export interface SynthesisedExample {
  readonly name: string;
  readonly blueprints: any[];
  readonly configurations: any[];
}

export function exampleNames(): string[] {
  return readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Runs every example as a user does and reads what it wrote. */
export function synthesiseExamples(): SynthesisedExample[] {
  return exampleNames().map(synthesiseExample);
}

export function synthesiseExample(name: string): SynthesisedExample {
  const outdir = mkdtempSync(join(tmpdir(), `cdktf-ai-cloud-${name}-`));
  try {
    synthesiseInto(name, outdir);
    const stacks: any[] = Object.values(JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')).stacks);
    const read = (stack: any, file: string): any =>
      JSON.parse(readFileSync(join(outdir, stack.workingDirectory, file), 'utf8'));
    return {
      name,
      blueprints: stacks.map((stack) => read(stack, 'blueprint.json')),
      configurations: stacks.map((stack) => read(stack, 'cdk.tf.json')),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Runs the example's program as its reader would. */
export function synthesiseInto(name: string, outdir: string): void {
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'examples', name, 'main.ts')], {
    cwd: ROOT,
    env: { ...process.env, CDKTF_OUTDIR: outdir, TSX_TSCONFIG_PATH: join(ROOT, 'examples', 'tsconfig.json') },
  });
}
