import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { Bundle } from '../../lib';
import { TestTarget } from '../harness';

/** A second cdktf beside the one the library uses, as a badly resolved tree has it. */
describe('two copies of cdktf', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-test-'));
  let other: typeof import('cdktf');

  beforeAll(() => {
    const modules = dirname(dirname(require.resolve('cdktf/package.json')));
    cpSync(join(modules, 'cdktf'), join(folder, 'node_modules', 'cdktf'), { recursive: true });
    symlinkSync(join(modules, 'constructs'), join(folder, 'node_modules', 'constructs'));
    other = createRequire(join(folder, 'program.js'))('cdktf') as typeof import('cdktf');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('are two classes', () => {
    expect(other.TerraformStack).not.toBe(TerraformStack);
  });

  test('fail with an explanation when the stack is of the other one', () => {
    const stack = new other.TerraformStack(new other.App({ outdir: folder }), 'test') as unknown as TerraformStack;
    expect(() => new Bundle(stack, 'Bundle', { target: new TestTarget(stack) })).toThrow(
      /AIC-1012 at test\/Bundle: two copies of cdktf \(or cdktn\) are installed.*\n.*npm ls cdktf cdktn.*"overrides"/,
    );
  });

  test('fail with an explanation when only the app is of the other one', () => {
    const app = new other.App({ outdir: folder }) as unknown as App;
    const stack = new TerraformStack(app, 'test');
    expect(() => new Bundle(stack, 'Bundle', { target: new TestTarget(stack) })).toThrow(/AIC-1012 at test\/Bundle/);
  });
});
