/**
 * Makes `lib/index.js` load a part of the library when it is first used: importing costs next to nothing however many
 * pillars there are. Runs behind jsii, which can compile eager `export *` only.
 */
'use strict';

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { ROOT } = require('./tools');

const INDEX = join(ROOT, 'lib', 'index.js');

function main() {
  const sources = readFileSync(INDEX.replace(/js$/, 'ts'), 'utf8').matchAll(/^export \* from '(\.\/[a-z-]+)';$/gm);
  const parts = Array.from(sources, ([, part]) => ({ part, names: Object.keys(require(join(ROOT, 'lib', part))) }));
  const names = parts.flatMap((part) => part.names);
  writeFileSync(
    INDEX,
    [
      '"use strict";',
      'Object.defineProperty(exports, "__esModule", { value: true });',
      // What Node reads to know the names that ES modules may import.
      ...names.map((name) => `exports.${name} = void 0;`),
      'function lazy(name, load) {',
      '  Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });',
      '}',
      ...parts.flatMap((part) => part.names.map((name) => `lazy("${name}", () => require("${part.part}"));`)),
      '',
    ].join('\n'),
  );
}

main();
