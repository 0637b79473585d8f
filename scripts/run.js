/**
 * The one entry of all npm scripts. Needs nothing but Node: it installs and builds what is missing first.
 *
 *   node scripts/run.js start | test | synth | rehearse | bench | bench:scheduling | bench:edge-server | build | lint
 */
'use strict';

const WANTED = [20, 9];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])) return;
  process.stderr.write(
    `Node ${process.versions.node} is too old: cdktf-ai-cloud needs Node ${WANTED.join('.')} or newer.\n` +
      '  Install a current Node from https://nodejs.org and run the command again.\n',
  );
  process.exit(1);
}

async function main() {
  checkNode();
  const { ensureInstalled } = require('./install');
  const { ensureBuilt } = require('./build');
  const examples = require('./examples');
  const { runTool } = require('./tools');

  const commands = {
    start: (args) => examples.rehearse(['complete-cloud', ...args]),
    synth: (args) => examples.synth(args),
    rehearse: (args) => examples.rehearse(args),
    test: (args) => require('./test').test(args),
    build: () => (ensureBuilt(), 0),
    lint: (args) => require('./layers').lint(args),
    bench: (args) => (ensureBuilt(), runTool('node', ['test/bench/bench.js', ...args])),
    'bench:edge-server': (args) => require('./edge-server').benchEdgeServer(args),
    'bench:scheduling': (args) => (ensureBuilt(), runTool('node', ['test/bench/scheduling/bench.js', ...args])),
  };

  const [command, ...args] = process.argv.slice(2);
  if (!Object.hasOwn(commands, command ?? '')) {
    process.stderr.write(`Unknown command ${command ?? ''}. There are: ${Object.keys(commands).join(', ')}.\n`);
    return 1;
  }
  ensureInstalled();
  return commands[command](args);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error.isPlain ? error.message : error.stack}\n`);
    process.exit(1);
  },
);
