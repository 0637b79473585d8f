import fc from 'fast-check';

/** A program as data. Numbers that point at something are taken modulo what is there. */
export interface Program {
  readonly delivery: 'helm' | 'per-object';
  readonly cloud: 'generic' | 'tencent';
  readonly mirror: boolean;
  readonly bundles: readonly BundlePart[];
  readonly pools: readonly PoolPart[];
  readonly queues: readonly QueuePart[];
  readonly models: readonly ModelPart[];
  readonly endpoints: readonly EndpointPart[];
  readonly jobs: readonly JobPart[];
  readonly agents: readonly AgentPart[];
}
export interface BundlePart {
  readonly id: string;
  readonly objects: readonly ObjectPart[];
}
export interface ObjectPart {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly data: { readonly [key: string]: string };
  readonly token: boolean;
}
export interface PoolPart {
  readonly name: string;
  readonly nodes: number;
  readonly devices: number;
  readonly accelerator: number;
  readonly nvmeGib: number;
  readonly tainted: boolean;
  readonly fabric: boolean;
}
export interface QueuePart {
  readonly name: string;
  readonly pool: number;
  readonly devices: number;
  readonly serving: boolean;
  readonly lendsIdle: boolean;
}
export interface ModelPart {
  readonly name: string;
  readonly path: string;
  readonly gib: number;
  readonly replicas: number;
  readonly prefetch: boolean;
  readonly onePool: boolean;
  /** Empty for none. */
  readonly version: string;
  /** Empty for none. */
  readonly license: string;
  readonly dataset: boolean;
  /** Where it is imported from: a commit of Hugging Face, or a tag of ModelScope; empty when it is in the bucket. */
  readonly revision: string;
  /** Another name for it; empty for none. */
  readonly alias: string;
}
export interface EndpointPart {
  readonly name: string;
  readonly model: number;
  readonly pool: number;
  readonly devices: number;
  readonly min: number;
  readonly max: number;
}
export interface JobPart {
  readonly id: string;
  readonly queue: number;
  readonly gang: number;
  readonly devices: number;
  readonly image: string;
}
export interface AgentPart {
  readonly name: string;
  readonly endpoint: number;
  readonly instructions: string;
  readonly tools: readonly string[];
}

/** Ids of constructs may hold anything but what every JavaScript object has as a member. */
const ID = fc
  .oneof(
    fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,12}$/),
    fc.constantFrom('a.b', 'ab', 'a_b', 'a-b', 'A.B', 'Ab', '模型', 'Ünï', '${x}', '%{x}'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.string({ unit: fc.constantFrom('a', 'B', '.', '-', '9'), minLength: 60, maxLength: 300 }),
  )
  .filter((id) => !(id in {}) && !/^(Resource|Cluster|Models|Inference|Agents|Token)$/.test(id) && !/[\\/]/.test(id));
const NAME = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{20,28}[a-z0-9]$/) },
);
const SHARE = fc.nat({ max: 100 });
const TEXT = fc.oneof(fc.string(), fc.constantFrom('${A}', '%{ if }', '"\n\\', '$${B}', '\u2028'));

const named = <T extends { readonly name: string }>(
  item: fc.Arbitrary<T>,
  minLength: number,
  maxLength: number,
): fc.Arbitrary<T[]> => fc.uniqueArray(item, { minLength, maxLength, selector: (one) => one.name });
const withId = <T extends { readonly id: string }>(item: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> =>
  fc.uniqueArray(item, { maxLength, selector: (one) => one.id });

const OBJECT: fc.Arbitrary<ObjectPart> = fc.record({
  id: ID,
  name: fc.oneof(NAME, fc.constantFrom('a.b', 'ab', 'a-b')),
  namespace: fc.constantFrom('apps', 'data', 'a-b'),
  data: fc.dictionary(fc.stringMatching(/^[-._a-zA-Z0-9]{1,10}$/), TEXT),
  token: fc.boolean(),
});
const BUNDLES = withId(fc.record({ id: ID, objects: withId(OBJECT, 4) }), 3);

const POOL: fc.Arbitrary<PoolPart> = fc.record({
  name: NAME,
  nodes: fc.constantFrom(1, 2, 4, 16),
  devices: fc.constantFrom(2, 4, 8),
  accelerator: SHARE,
  nvmeGib: fc.constantFrom(1000, 3000, 7000),
  tainted: fc.boolean(),
  fabric: fc.boolean(),
});

/** Half of each pool is deserved by serving and half by training. */
function queuesOf(pools: readonly PoolPart[], names: readonly string[], lends: readonly boolean[]): QueuePart[] {
  return pools.flatMap((pool, i) => {
    const half = { pool: i, devices: (pool.nodes * pool.devices) / 2, lendsIdle: lends[i] };
    return [
      { ...half, name: names[2 * i], serving: true },
      { ...half, name: names[2 * i + 1], serving: false },
    ];
  });
}

/** One object of each name and namespace in the whole program. */
function withoutRepeats(bundles: readonly BundlePart[]): BundlePart[] {
  const seen = new Set<string>();
  const isNew = ({ name, namespace }: ObjectPart): boolean => seen.size < seen.add(`${namespace}/${name}`).size;
  return bundles.map(({ id, objects }) => ({ id, objects: objects.filter(isNew) }));
}

/** Programs without a mistake in a name or number. What does not fit together is refused all the same. */
export const SOUND: fc.Arbitrary<Program> = fc
  .record({
    delivery: fc.constantFrom('helm' as const, 'helm' as const, 'per-object' as const),
    cloud: fc.constantFrom('generic' as const, 'tencent' as const),
    mirror: fc.boolean(),
    bundles: BUNDLES.map(withoutRepeats),
    pools: named(POOL, 1, 3),
    queueNames: fc.uniqueArray(NAME, { minLength: 6, maxLength: 6 }),
    lends: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    models: named(
      fc.record({
        name: NAME,
        path: fc.constantFrom('qwen/1', 'a/b/c', 'm'),
        gib: fc.constantFrom(0.5, 8, 16),
        replicas: fc.constant(1),
        prefetch: fc.boolean(),
        onePool: fc.boolean(),
        version: fc.constantFrom('', '2025-05-01', '2.1'),
        license: fc.constantFrom('apache-2.0', 'MIT'),
        dataset: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
        revision: fc.constantFrom('', '', '0123456789abcdef0123456789abcdef01234567', 'v1.0.2'),
        alias: fc.constantFrom('', 'chat-prod', 'chat-next'),
      }),
      0,
      3,
    ),
    endpoints: named(
      fc.record({
        name: NAME,
        model: SHARE,
        pool: SHARE,
        devices: fc.constantFrom(1, 2),
        min: fc.constant(1),
        max: fc.constantFrom(1, 2),
      }),
      0,
      2,
    ),
    jobs: withId(
      fc.record({
        id: ID,
        queue: SHARE,
        gang: fc.constant(1),
        devices: fc.constant(1),
        image: fc.constantFrom('registry.acme.com/train:1', `registry.acme.com/t@sha256:${'0'.repeat(64)}`),
      }),
      2,
    ),
    agents: named(
      fc.record({
        name: NAME,
        endpoint: SHARE,
        instructions: fc.constantFrom('You help.', 'Say ${name} and %{ nothing }.', '说中文'),
        tools: fc.uniqueArray(NAME, { maxLength: 2 }),
      }),
      0,
      2,
    ),
  })
  .map(({ queueNames, lends, ...rest }) => ({ ...rest, queues: queuesOf(rest.pools, queueNames, lends) }))
  .filter(
    ({ bundles, jobs }) => new Set([...bundles, ...jobs].map(({ id }) => id)).size === bundles.length + jobs.length,
  );
