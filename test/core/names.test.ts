import * as fc from 'fast-check';
import { dnsLabel, isDnsSubdomain, logicalId, releaseName, shortHash } from '../../lib/core/private/names';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
/** Ids of constructs: anything but a slash, which constructs itself replaces. */
const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }).map((text) => text.replace(/\//g, '-'));
const plainId = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.-]{0,20}$/);
const path = fc.array(fc.oneof(id, plainId), { minLength: 1, maxLength: 5 });

describe('logical ids', () => {
  test('are the path where it is plain', () => {
    expect(logicalId(['Cluster', 'Queues', 'h800-a'])).toBe('Cluster_Queues_h800-a');
  });

  test('of names with dots do not meet those without', () => {
    const ids = [['a.b'], ['ab'], ['a', 'b'], ['a_b'], ['a-b'], ['a..b'], ['a.b', ''], ['a b'], ['ä.b']].map(logicalId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('start with a letter whatever they come from', () => {
    for (const component of ['1', '-a', '漢字', '_', '0day']) expect(logicalId([component])).toMatch(/^[A-Za-z]/);
  });

  test('are valid in Terraform and injective', () => {
    fc.assert(
      fc.property(path, path, (a, b) => {
        const [x, y] = [logicalId(a), logicalId(b)];
        expect(x).toMatch(/^[A-Za-z][A-Za-z0-9_-]{0,254}$/);
        expect(x === y).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 2000 },
    );
  });

  test('differ even where one path is another one joined', () => {
    fc.assert(
      fc.property(path, (a) => {
        const joined = [a.join('_')];
        expect(logicalId(joined) === logicalId(a)).toBe(a.length === 1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('labels', () => {
  test('that are labels already stay', () => {
    expect(dnsLabel('qwen3-32b')).toBe('qwen3-32b');
  });

  test('are made of any text, in any length, and end in a hash', () => {
    fc.assert(
      fc.property(id, fc.integer({ min: 20, max: 63 }), (text, length) => {
        const label = dnsLabel(text, length);
        expect(label).toMatch(LABEL);
        expect(label.length).toBeLessThanOrEqual(length);
        expect(label === text || label.endsWith(shortHash(text))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('of texts that differ in what is cut differ', () => {
    const long = 'x'.repeat(100);
    expect(dnsLabel(`${long}a`)).not.toBe(dnsLabel(`${long}b`));
  });
});

describe('release names', () => {
  test.each([
    [['Cluster', 'Queues'], 'cluster-queues'],
    [['MyGPUPool'], 'my-gpupool'],
    [['Models2Serve'], 'models2-serve'],
  ])('of %p is %s', (parts, name) => {
    expect(releaseName(parts)).toBe(name);
  });

  test('are names that Helm takes', () => {
    fc.assert(
      fc.property(path, (parts) => {
        const name = releaseName(parts);
        expect(name).toMatch(LABEL);
        expect(name.length).toBeLessThanOrEqual(53);
      }),
      { numRuns: 1000 },
    );
  });
});

test('hashes are the same on any machine', () => {
  expect(shortHash('cdktf-ai-cloud')).toBe('93af08f8');
  expect(shortHash('cdktf-ai-cloud', 12)).toHaveLength(12);
});

test.each([
  ['a.b', true],
  ['a..b', false],
  ['a.-b', false],
  ['A', false],
  ['', false],
  ['x'.repeat(254), false],
])('whether %p is a DNS subdomain: %p', (name, expected) => {
  expect(isDnsSubdomain(name)).toBe(expected);
});
