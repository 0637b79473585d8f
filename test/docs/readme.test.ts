import { pageNames } from '../support/examples';
import { freshPage, PAGES, readPage } from './readme';

jest.setTimeout(120_000);

test.each(PAGES)('%s shows the programs, objects and failures of today (else: npx tsx test/docs/readme.ts)', (page) => {
  expect(readPage(page)).toBe(freshPage(page));
});

test('every program of a page is shown by one', () => {
  const text = PAGES.map(readPage).join('\n');
  expect(pageNames().filter((name) => !text.includes(`<!-- example: examples/${name}.ts -->`))).toStrictEqual([]);
});

test('the index of the documentation names every page', () => {
  const index = readPage('docs/README.md');
  const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(pages.filter((page) => !index.includes(`](${page.slice('docs/'.length)})`))).toStrictEqual([]);
});
