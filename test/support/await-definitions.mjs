#!/usr/bin/env node
/** Waits until the API server serves every definition that it holds; it takes a moment longer than "Established". */
import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

const [kubectl] = process.argv.slice(2);
const names = (...args) =>
  execFileSync(kubectl, [...args, '-o', 'name'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^customresourcedefinition\.apiextensions\.k8s\.io\//, ''));

for (let attempt = 1; ; attempt += 1) {
  const served = new Set(names('api-resources', '--cached=false'));
  const missing = names('get', 'customresourcedefinitions').filter((name) => !served.has(name));
  if (missing.length === 0) break;
  if (attempt === 150) throw new Error(`not served after 30 s: ${missing.join(' ')}`);
  await setTimeout(200);
}
