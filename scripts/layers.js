'use strict';

const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { ensureBuilt } = require('./build');
const { testEdgeServer } = require('./edge-server');
const { CACHE, ROOT, bin, runTool } = require('./tools');

/**
 * All tests, in the order in which they run: cheap ones first. Each layer returns how many checks passed and failed.
 */
const LAYERS = [
  { name: 'build', about: 'everything compiles, and generated files are committed as they are made', run: build },
  { name: 'lint', about: 'ESLint and Prettier', run: lintLayer },
  { name: 'types', about: 'tests, examples and the command line program compile', run: types },
  {
    name: 'unit',
    about: 'units, properties, the public API and documentation',
    run: () => jest('unit', unitFolders()),
  },
  { name: 'cli', about: 'the command line program', run: cli },
  { name: 'edge-server', about: 'the edge server on real runtimes', run: testEdgeServer },
  {
    name: 'schema',
    about: 'manifests against real definitions and charts',
    run: () => jest('schema', ['test/schema'], true),
  },
  { name: 'e2e', about: 'Terraform against a real control plane', run: () => jest('e2e', ['test/e2e'], true) },
  {
    name: 'package',
    about: 'the packed library in an empty project',
    run: () => jest('package', ['test/package'], true),
  },
];

const LATER = ['schema', 'e2e', 'package', 'bench', 'support'];

/** One check: a command that must succeed. */
function check(passes) {
  return passes ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function sum(results) {
  return results.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  });
}

function build() {
  const before = treeState();
  ensureBuilt();
  const changed = treeState().filter((line) => !before.includes(line));
  if (changed.length > 0) {
    process.stdout.write(`Building changed files that are in git; commit them:\n  ${changed.join('\n  ')}\n`);
  }
  return sum([check(true), check(changed.length === 0)]);
}

/** What git sees as changed or new but for sources, with a hash of each; nothing outside of a clone. */
function treeState() {
  if (!existsSync(join(ROOT, '.git'))) return [];
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  const files = git('ls-files', '--modified', '--others', '--exclude-standard', 'API.md', '.jsii', 'lib', 'cli')
    .split('\n')
    .filter((file) => file !== '' && existsSync(join(ROOT, file)) && !/(?<!\.d)\.m?ts$/.test(file));
  return files.map((file) => `${file} ${git('hash-object', file).trim()}`);
}

function lint(args) {
  const codes = [
    runTool('node', [bin('eslint'), ...(args.length > 0 ? args : ['.'])]),
    args.length > 0 ? 0 : runTool('node', [bin('prettier'), '--check', '--log-level=warn', '.']),
  ];
  return Math.max(...codes);
}

function lintLayer() {
  return sum([
    check(runTool('node', [bin('eslint'), '.']) === 0),
    check(runTool('node', [bin('prettier'), '--check', '--log-level=warn', '.']) === 0),
  ]);
}

function types() {
  const projects = ['tsconfig.dev.json', 'examples/tsconfig.json', 'cli/tsconfig.json', 'cli/test/tsconfig.json'];
  return sum(
    projects
      .filter((project) => existsSync(join(ROOT, project)))
      .map((project) => check(runTool('node', [bin('typescript', 'tsc'), '-p', project, '--noEmit']) === 0)),
  );
}

function unitFolders() {
  return ['test/', ...LATER.map((folder) => `--testPathIgnorePatterns=<rootDir>/test/${folder}/`)];
}

function jest(layer, args, isSlow = false) {
  const file = resultFile(`${layer}.json`);
  const options = ['--json', `--outputFile=${file}`, '--passWithNoTests', ...(isSlow ? ['--runInBand'] : ['--silent'])];
  const code = runTool('node', [bin('jest'), ...args, ...options], { stdio: ['inherit', 'ignore', 'inherit'] });
  if (!existsSync(file)) return check(false);
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: code === 0 ? failed : Math.max(failed, 1) };
}

function cli() {
  if (!existsSync(join(ROOT, 'cli', 'test'))) return sum([]);
  const file = resultFile('cli.tap');
  const code = runTool(
    'node',
    [
      '--import',
      'tsx',
      '--test',
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=tap', `--test-reporter-destination=${file}`],
      ...cliTests(),
    ],
    { cwd: join(ROOT, 'cli') },
  );
  const tap = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const count = (what) => Number(tap.match(new RegExp(`^# ${what} (\\d+)$`, 'm'))?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: code === 0 ? failed : Math.max(failed, 1) };
}

/** Node 20 takes no glob patterns. */
function cliTests() {
  const { filesBelow } = require('./tools');
  return filesBelow('cli/test', (file) => file.endsWith('.test.ts')).map((file) => file.replace(/^cli\//, ''));
}

function resultFile(name) {
  const file = join(CACHE, 'results', name);
  mkdirSync(join(CACHE, 'results'), { recursive: true });
  rmSync(file, { force: true });
  return file;
}

module.exports = { LAYERS, lint };
