import { KubernetesObject, ShardedBundle } from '../../lib';
import { bundlesOf, TestTarget, testStack } from '../harness';
import { configMap } from './support';

describe('a sharded bundle', () => {
  const shardsOf = (names: string[], shards = 4): Record<string, string[]> => {
    const stack = testStack();
    const sharded = new ShardedBundle(stack, 'Users', { target: new TestTarget(stack), shards });
    for (const name of names) new KubernetesObject(sharded.bundleFor(name), name, { manifest: configMap(name) });
    return bundlesOf(stack);
  };
  const names = Array.from({ length: 40 }, (_, i) => `user-${i}`);

  test('has a fixed number of releases', () => {
    expect(Object.keys(shardsOf([]))).toStrictEqual(['users-0', 'users-1', 'users-2', 'users-3']);
  });

  test('puts an object where its key alone says, now and in ten years', () => {
    expect(shardsOf(['ada', 'grace', 'edsger'])).toStrictEqual({
      'users-0': [],
      'users-1': ['ConfigMap/ada'],
      'users-2': ['ConfigMap/edsger'],
      'users-3': ['ConfigMap/grace'],
    });
  });

  test('moves nothing when it grows', () => {
    const small = shardsOf(names.slice(0, 10));
    const large = shardsOf([...names].reverse());
    for (const [release, objects] of Object.entries(small))
      expect(large[release]).toEqual(expect.arrayContaining(objects));
  });

  test('uses all of its shards', () => {
    expect(Object.values(shardsOf(names)).every((objects) => objects.length > 2)).toBe(true);
  });

  test('keeps its release names within the limit and apart', () => {
    const stack = testStack();
    const sharded = new ShardedBundle(stack, 'Users', {
      target: new TestTarget(stack),
      shards: 12,
      releaseName: 'x'.repeat(53),
    });
    const releases = sharded.bundles.map((bundle) => bundle.releaseName);
    expect(new Set(releases).size).toBe(12);
    for (const release of releases) expect(release.length).toBeLessThanOrEqual(53);
  });

  test.each([0, 1, 1001, 2.5, NaN])('fails with %p shards', (shards) => {
    expect(() => shardsOf([], shards)).toThrow(/AIC-1019.*want a whole number from 2 to 1000/);
  });

  test('fails on a key that only Terraform knows', () => {
    const stack = testStack();
    const sharded = new ShardedBundle(stack, 'Users', { target: new TestTarget(stack), shards: 2 });
    expect(() => sharded.bundleFor('${TfToken[TOKEN.0]}')).toThrow(/AIC-1001.*the key of the object/);
  });
});
