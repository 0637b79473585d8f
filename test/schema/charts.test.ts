import { App } from 'cdktf';
import { parseAllDocuments } from 'yaml';
import { CompleteCloud } from '../../examples/complete-cloud/complete-cloud';
import { CacheEngine, HotTier, LocalProvisioner, LocalVolumes, Registries } from '../../lib';
import { blueprintOf } from '../harness';
import { Fixture, QWEN } from '../model-store/fixture';
import { defaultValues, unknownKeys } from '../support/chart-values';
import { TestControlPlane } from '../support/control-plane';
import { synthesisePages } from '../support/examples';
import { SynthesisedProgram } from '../support/program';

jest.setTimeout(600_000);

const MIRROR = 'registry.acme.com/mirror';

function charts(registries?: Registries): any[] {
  const program = new SynthesisedProgram((app: App) => {
    new CompleteCloud(app, 'cloud', { registries });
  });
  const units: any[] = program.blueprint('cloud').units;
  program.remove();
  return units.filter((unit) => unit.chart !== undefined);
}

/** Charts of copies and volumes on local disks, which the example does without. */
function chartsOfLocalDisks(registries?: Registries): any[] {
  const fixture = new Fixture({}, { registries });
  const { cluster, gpus, stack } = fixture;
  const pools = [gpus, fixture.addPool('l20')];
  fixture.store({ hot: HotTier.nvme({ pools, engine: CacheEngine.localModelCache() }) }).add('qwen3-32b', QWEN);
  const provisioner = LocalProvisioner.topoLvm({ volumeGroup: 'nvme', stripes: 2 });
  new LocalVolumes(stack, 'Scratch', { cluster, pools, provisioner });
  return blueprintOf(stack).units.filter(({ chart }: any) => /localmodel|topolvm/.test(chart?.name ?? ''));
}

const mirror = Registries.mirror(MIRROR, { pullSecretName: 'mirror', directHosts: ['registry.acme.com'] });
const UNITS = [...charts(), ...chartsOfLocalDisks()];
const MIRRORED = [...charts(mirror), ...chartsOfLocalDisks(mirror)];

const PAGES = synthesisePages().map((page) => ({
  page: page.name,
  charts: page.blueprints.flatMap((blueprint) => blueprint.units).filter((unit: any) => unit.chart !== undefined),
}));

let controlPlane: TestControlPlane;
beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
});
afterAll(async () => {
  await controlPlane?.stop();
});

const folderOf = (unit: any): Promise<string | null> => controlPlane.call('chartFolder', { name: unit.chart.name });

test.each(UNITS)('every value of chart $chart.name is one that the chart has', async (unit) => {
  const defaults = defaultValues(unit.chart.name, await folderOf(unit));
  if (defaults === undefined) return; // told by the next test
  expect(unknownKeys(unit.chart.values, defaults)).toStrictEqual([]);
});

test.each(PAGES)('every chart value of $page is one that its chart has', async ({ charts }) => {
  for (const unit of charts) {
    const defaults = defaultValues(unit.chart.name, await folderOf(unit));
    if (defaults !== undefined)
      expect({ [unit.chart.name]: unknownKeys(unit.chart.values, defaults) }).toStrictEqual({ [unit.chart.name]: [] });
  }
});

test('the values of each chart are known from its module or the shared copies', async () => {
  const withModule = await Promise.all(UNITS.map(async (unit) => (await folderOf(unit)) !== null));
  expect(withModule.filter(Boolean).length).toBeGreaterThanOrEqual(5);
});

async function render(unit: any): Promise<any[]> {
  const folder = await folderOf(unit);
  if (folder === null) return [];
  const text = controlPlane.helm(
    ['template', unit.releaseName, folder, '--namespace', unit.releaseNamespace, '--include-crds', '--values', '-'],
    JSON.stringify(unit.chart.values),
  );
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((object) => object !== null);
}

function imagesIn(value: any): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = typeof value.image === 'string' && typeof value.name === 'string' ? [value.image] : [];
  return [...own, ...Object.values(value).flatMap(imagesIn)];
}

test.each(UNITS)('chart $chart.name renders with our values', async (unit) => {
  const folder = await folderOf(unit);
  const objects = await render(unit);
  expect(objects.length > 0).toBe(folder !== null);
});

test.each(MIRRORED)('every image of chart $chart.name comes from the mirror when one is set', async (unit) => {
  const images = (await render(unit)).flatMap(imagesIn);
  expect(images.filter((image) => !image.startsWith(`${MIRROR}/`))).toStrictEqual([]);
});
