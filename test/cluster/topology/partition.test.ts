import fc from 'fast-check';
import { TerraformStack } from 'cdktf';
import { TopologyDomain, TopologySource } from '../../../lib';
import { manifestsOf } from '../../harness';
import { topologyFixture } from './support';

/** A tree as anybody may write it down: of any shape, with names and nodes that may meet. */
interface Sketch {
  readonly name: string;
  readonly nodes: string[];
  readonly below: Sketch[];
}

const sketch = fc.letrec<{ sketch: Sketch }>((tie) => ({
  sketch: fc.record({
    name: fc.oneof(
      { weight: 9, arbitrary: fc.stringMatching(/^[a-f][0-9]{2}$/) },
      { weight: 1, arbitrary: fc.string() },
    ),
    nodes: fc.array(fc.stringMatching(/^n[0-9]{3}$/), { maxLength: 3 }),
    below: fc.oneof({ depthSize: 'small' }, fc.constant<Sketch[]>([]), fc.array(tie('sketch'), { maxLength: 3 })),
  }),
})).sketch;

/** The same tree with every branch of one depth, so that many are accepted. */
const even = (depth: number): fc.Arbitrary<Sketch> =>
  fc.record({
    name: fc.stringMatching(/^[a-f][0-9]{3}$/),
    nodes: depth === 1 ? fc.array(fc.stringMatching(/^n[0-9]{4}$/), { minLength: 1, maxLength: 3 }) : fc.constant([]),
    below: depth === 1 ? fc.constant([]) : fc.array(even(depth - 1), { minLength: 1, maxLength: 3 }),
  });

const domainOf = ({ name, nodes, below }: Sketch): TopologyDomain =>
  below.length > 0 ? TopologyDomain.of(name, below.map(domainOf)) : TopologyDomain.ofNodes(name, nodes);

const nodesOf = (tree: Sketch): string[] => (tree.below.length > 0 ? tree.below.flatMap(nodesOf) : tree.nodes);

/** The HyperNodes of trees, or the code they are refused with. */
function hyperNodesOf(depth: number, trees: Sketch[]): any[] | string {
  const tiers = Array.from({ length: depth }, (_, i) => `tier-${i}`);
  let stack: TerraformStack;
  try {
    stack = topologyFixture(TopologySource.inventory(tiers, trees.map(domainOf)), { pools: [] }).stack;
  } catch (error) {
    return (error as { code?: string }).code ?? `no code: ${(error as Error).message}`;
  }
  return Object.values(manifestsOf(stack)).filter((manifest) => manifest.kind === 'HyperNode');
}

function expectPartition(hyperNodes: any[], trees: Sketch[]): void {
  const names = hyperNodes.map((h) => h.metadata.name);
  const membersOf = (h: any, type: string): string[] =>
    h.spec.members.filter((m: any) => m.type === type).map((m: any) => m.selector.exactMatch.name);
  const children = hyperNodes.flatMap((h) => membersOf(h, 'HyperNode'));
  const nodes = hyperNodes.flatMap((h) => membersOf(h, 'Node'));

  expect(new Set(names).size).toBe(names.length);
  expect(new Set(children).size).toBe(children.length);
  expect(names).toStrictEqual(expect.arrayContaining(children));
  expect(new Set(nodes).size).toBe(nodes.length);
  expect([...nodes].sort()).toStrictEqual(trees.flatMap(nodesOf).sort());
  for (const parent of hyperNodes) {
    expect(parent.spec.members.length).toBeGreaterThan(0);
    for (const child of membersOf(parent, 'HyperNode')) {
      expect(hyperNodes.find((h) => h.metadata.name === child).spec.tier).toBe(parent.spec.tier - 1);
    }
  }
}

test('a tree is refused with a code, or its HyperNodes part the nodes among them', () => {
  const outcomes = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 3 })
        .chain((depth) =>
          fc.tuple(
            fc.constant(depth),
            fc.array(fc.oneof(even(depth), even(depth), sketch), { minLength: 1, maxLength: 3 }),
          ),
        ),
      ([depth, trees]) => {
        const found = hyperNodesOf(depth, trees);
        if (typeof found === 'string') {
          outcomes.refused += 1;
          expect(found).toMatch(/^AIC-215[1-5]$/);
        } else {
          outcomes.accepted += 1;
          expectPartition(found, trees);
        }
      },
    ),
    { numRuns: 120, seed: 2150 },
  );
  expect(outcomes.accepted).toBeGreaterThan(20);
  expect(outcomes.refused).toBeGreaterThan(20);
});
