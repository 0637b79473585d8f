import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { blueprintProblems, checkValues, fillIn, parseValues, readProgram } from '../../src/blueprint/index.js';
import { byCluster } from '../../src/rehearse/cluster-program.js';
import { program, smallCloud, tempDir } from './helpers.js';

function manifest(dir: string, stacks: object): void {
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ version: '0.21.0', stacks }));
}

test('reads the blueprints of a program', async (t) => {
  const { blueprints } = await readProgram(program(t));
  assert.deepEqual(
    blueprints.map(({ stack }) => stack),
    ['small-cloud'],
  );
});

test('reads stacks after those they depend on', async (t) => {
  const dir = program(t);
  const entry = { workingDirectory: 'stacks/small-cloud' };
  manifest(dir, { app: { ...entry, name: 'app', dependencies: ['base'] }, base: { ...entry, name: 'base' } });
  writeFileSync(join(dir, 'stacks/small-cloud/blueprint.json'), JSON.stringify({ ...smallCloud(), stack: 'x' }));
  const { blueprints } = await readProgram(dir);
  assert.equal(blueprints.length, 2);
  await assert.rejects(readProgram(dir, 'other'), /want one of base, app/);
});

test('fails on a folder without manifest', async (t) => {
  await assert.rejects(readProgram(tempDir(t)), /^CliFailure: AIC-8001 at .*no manifest\.json/);
});

test('fails on a manifest that is not one', async (t) => {
  const dir = tempDir(t);
  writeFileSync(join(dir, 'manifest.json'), '{"stacks": 7');
  await assert.rejects(readProgram(dir), /AIC-8002 at .*manifest\.json/);
});

test('fails on a program without blueprints', async (t) => {
  const dir = program(t);
  rmSync(join(dir, 'stacks/small-cloud/blueprint.json'));
  await assert.rejects(readProgram(dir), /AIC-8003 .*small-cloud without blueprint\.json/);
});

test('fails on a blueprint that does not fit its schema, with the place', async (t) => {
  const dir = program(t, (blueprint) => {
    (blueprint.pools[0] as { nodes: unknown }).nodes = 'many';
    (blueprint.units[0] as { wrong?: boolean }).wrong = true;
  });
  await assert.rejects(readProgram(dir), (error: Error) => {
    assert.match(error.message, /AIC-8004 at .*blueprint\.json/);
    assert.match(error.message, /\/pools\/0\/nodes: must be integer/);
    assert.match(error.message, /\/units\/0: unknown property wrong/);
    return true;
  });
});

test('fails on a blueprint of another version', async (t) => {
  const dir = program(t, (blueprint) => ((blueprint as { version: number }).version = 2));
  await assert.rejects(readProgram(dir), /AIC-8004 .*want version 1, not 2/);
});

test('fails on text that is not JSON', async (t) => {
  const dir = program(t);
  writeFileSync(join(dir, 'stacks/small-cloud/blueprint.json'), '{');
  await assert.rejects(readProgram(dir), /AIC-8004 .*not JSON/);
});

test('fails on a stack that does not exist', async (t) => {
  await assert.rejects(readProgram(program(t), 'prod'), /AIC-8005 .*got prod, want one of small-cloud/);
});

test('fails on stacks that wait for each other', async (t) => {
  const dir = program(t);
  const entry = { workingDirectory: 'stacks/small-cloud' };
  manifest(dir, { a: { ...entry, name: 'a', dependencies: ['b'] }, b: { ...entry, name: 'b', dependencies: ['a'] } });
  await assert.rejects(readProgram(dir), /AIC-8006 .*got a, b/);
});

test('fails on a program without units', () => {
  assert.throws(() => byCluster([{ ...smallCloud(), units: [] }]), /AIC-8007 at small-cloud/);
});

test('the fixture fits the published schema', () => {
  assert.deepEqual(blueprintProblems(smallCloud()), []);
});

test('reads values as JSON', () => {
  assert.deepEqual(
    [...parseValues(['a/b/data/x={"y":[1]}', 'c/d="e=f"'])],
    [
      ['a/b/data/x', { y: [1] }],
      ['c/d', 'e=f'],
    ],
  );
});

test('fails on a value that is not JSON', () => {
  assert.throws(() => parseValues(['a/b=text']), /AIC-8010 at --value.*got a\/b=text/);
  assert.throws(() => parseValues(['a/b']), /AIC-8010/);
});

test('fails on a value that nothing waits for', () => {
  const blueprint = smallCloud();
  assert.throws(() => checkValues(parseValues(['x/y=1']), [blueprint]), /AIC-8011 .*got x\/y, want no values/);
});

test('puts values at their places and leaves the data alone', () => {
  const data = { spec: { 'a/b': [null, 1] } };
  const tokens = [{ path: '/spec/a~1b/0', expression: '${x}' }];
  assert.deepEqual(fillIn('s/O', data, tokens, new Map([['s/O/spec/a~1b/0', 7]])), {
    data: { spec: { 'a/b': [7, 1] } },
    missing: [],
  });
  assert.equal(data.spec['a/b'][0], null);
  assert.deepEqual(fillIn('s/O', data, tokens, new Map()).missing, [{ place: 's/O/spec/a~1b/0', expression: '${x}' }]);
});
