import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TerraformStack, Testing } from 'cdktf';

const load = createRequire(__filename);

/** The README's mistakes are those of its example. */
const STORY_OF: Record<string, string> = { README: 'quickstart' };

/** The message that a mistake of a page is answered with, while its program is built or when it is synthesised. */
export function failureOf(page: string, mistake: string): string {
  const story = STORY_OF[page] ?? page;
  const file = join(__dirname, 'mistakes', `${story}.ts`);
  const mistakes = existsSync(file) ? load(file).MISTAKES : {};
  if (!Object.hasOwn(mistakes, mistake)) throw new Error(`${file} has no mistake called: ${mistake}`);
  const stack = new TerraformStack(Testing.app({ stackTraces: false }), story);
  try {
    mistakes[mistake](stack);
    Testing.synth(stack, true);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${file}: this is a mistake no more: ${mistake}`);
}
