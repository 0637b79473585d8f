import { readFileSync } from 'node:fs';
import { freshReadme, README } from './readme';

test('the README shows the programs, objects and failures of today (else: npx tsx test/docs/readme.ts)', () => {
  expect(readFileSync(README, 'utf8')).toBe(freshReadme());
});
