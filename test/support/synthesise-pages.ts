/**
 * Synthesises the stacks of pages, each into a folder of its own: `synthesise-pages.ts <folder> pages/<topic>…`.
 * The stack of a page is named after its topic.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';

const load = createRequire(__filename);
const [folder, ...names] = process.argv.slice(2);

for (const name of names) {
  const stacks = Object.values(load(join(__dirname, '..', '..', 'examples', `${name}.ts`))).filter(isStack);
  if (stacks.length !== 1) throw new Error(`examples/${name}.ts exports ${stacks.length} stacks; want exactly one`);
  const outdir = join(folder, name);
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  new stacks[0](app, name.slice('pages/'.length));
  app.synth();
}

function isStack(exported: any): exported is new (scope: App, id: string) => TerraformStack {
  return exported?.prototype instanceof TerraformStack;
}
