import { CacheEngine, CloudProfile, HotTier, Prefetch, WarmFileSystem, WarmTier } from '../../../lib';
import { blueprintOf, chartsOf, terraformOf } from '../../harness';
import { CREDENTIALS, Fixture, QWEN } from '../fixture';

const ENGINES: { [name: string]: () => CacheEngine } = {
  alluxio: () => CacheEngine.alluxio(),
  jindo: () => CacheEngine.jindo(),
  juicefs: () => CacheEngine.juiceFs({ volumeName: 'weights', metadataUrl: { secretName: 'juicefs', key: 'url' } }),
};

/** A cluster of Alibaba with a store for each of these engines, made in this order. */
function fixtureWith(...engines: string[]): Fixture {
  const fixture = new Fixture({}, { cloud: CloudProfile.alibaba({ region: 'cn-hangzhou' }) });
  for (const name of engines) {
    const engine = ENGINES[name]?.();
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine });
    const warm = WarmTier.bucket('acme-models', { credentials: CREDENTIALS });
    fixture.store({ hot, warm, namespace: `with-${name}` }, name).add('qwen3-32b', QWEN);
  }
  return fixture;
}

const valuesOf = (fixture: Fixture): any => chartsOf(fixture.stack).fluid?.values;

const enabledIn = (fixture: Fixture): string[] =>
  Object.entries<any>(valuesOf(fixture).runtime)
    .filter(([, runtime]) => runtime.enabled === true)
    .map(([name]) => name);

test.each(Object.keys(ENGINES))('the controller of %s runs when a store has it, and no other does', (name) => {
  expect(enabledIn(fixtureWith(name))).toStrictEqual([name]);
  expect(valuesOf(fixtureWith(name)).runtime[name]).toMatchObject({ replicas: 1, tolerations: [] });
});

test('the controllers of all stores run, whichever comes first', () => {
  const names = Object.keys(ENGINES);
  expect(enabledIn(fixtureWith(...names))).toStrictEqual(names);
  expect(JSON.stringify(valuesOf(fixtureWith(...names)))).toBe(
    JSON.stringify(valuesOf(fixtureWith(...names.reverse()))),
  );
});

test('the order of stores does not show in what Terraform gets for Fluid', () => {
  const release = (...names: string[]): string =>
    JSON.stringify(
      Object.entries<any>(terraformOf(fixtureWith(...names).stack).resource.helm_release).filter(([id]) =>
        /Fluid/.test(id),
      ),
    );
  expect(release('juicefs', 'alluxio')).toBe(release('alluxio', 'juicefs'));
  expect(release('juicefs', 'alluxio')).toContain('juicefs');
});

test('the blueprint lists the images of the engines that run, and of no other', () => {
  const imagesOf = (...names: string[]): string[] =>
    blueprintOf(fixtureWith(...names).stack)
      .images.filter((image: any) => image.path === 'test/Cluster/Fluid')
      .map((image: any) => image.reference);
  expect(imagesOf('juicefs')).toContain('docker.io/juicedata/mount:ce-v1.3.0');
  expect(imagesOf('juicefs').join()).not.toMatch(/alluxio|jindo/);
  expect(imagesOf('jindo', 'alluxio').join()).toMatch(/alluxio-dev.*jindo-fuse/s);
  expect(imagesOf('jindo', 'alluxio')).toStrictEqual(imagesOf('alluxio', 'jindo'));
});

test('the image of JuiceFS is that of the community, at the keys of its edition', () => {
  expect(valuesOf(fixtureWith('juicefs')).runtime.juicefs.fuse).toStrictEqual({
    ceimagePrefix: 'docker.io/juicedata',
    ceimageName: 'mount',
    ceimageTag: 'ce-v1.3.0',
  });
});

test('only JuiceFS keeps something else than plain objects', () => {
  const plain = Object.entries(ENGINES).filter(([, engine]) => engine()._config.storesPlainObjects);
  expect(plain.map(([name]) => name)).toStrictEqual(['alluxio', 'jindo']);
});

test.each(Object.keys(ENGINES))('%s knows its name', (name) => {
  expect(ENGINES[name]?.().engineName).toBe(name);
});

test('EFC reads a file system, and its controller and images run', () => {
  const fixture = new Fixture();
  const nas = WarmFileSystem.nfs({ server: '1a2b3c.cn-hangzhou.nas.aliyuncs.com' });
  const engine = CacheEngine.efc();
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine });
  fixture.store({ hot, warm: WarmTier.fileSystem(nas) }).add('m', { ...QWEN, prefetch: Prefetch.NEVER });
  expect(engine.engineName).toBe('efc');
  expect(engine._config.storesPlainObjects).toBe(true);
  expect(enabledIn(fixture)).toStrictEqual(['efc']);
  expect(valuesOf(fixture).runtime.efc.worker).toStrictEqual({
    imagePrefix: 'registry.cn-zhangjiakou.aliyuncs.com/nascache',
    imageName: 'efc-worker',
    imageTag: 'v1.2.2-19dcee9',
  });
});
