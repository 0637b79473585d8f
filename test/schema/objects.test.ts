import { startControllers } from '../support/admission';
import { Applier, ApplyOptions } from '../support/apply';
import { TestControlPlane } from '../support/control-plane';
import { installCrds, startAdmission } from '../support/definitions';
import { synthesiseExamples } from '../support/examples';

jest.setTimeout(600_000);

const EXAMPLES = synthesiseExamples().map(({ name, blueprints }) => ({
  name,
  units: blueprints.flatMap((blueprint) =>
    blueprint.units
      .filter((unit: any) => unit.objects?.length > 0)
      .map((unit: any) => ({ path: unit.path, manifests: unit.objects.map((o: any) => o.manifest) })),
  ),
}));
const MANIFESTS = EXAMPLES.flatMap(({ units }) => units.flatMap(({ manifests }) => manifests));

let controlPlane: TestControlPlane;
let applier: Applier;
let known: Set<string>;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  applier = new Applier(controlPlane);
  known = await installCrds(controlPlane);
  await startAdmission(controlPlane);
  await startControllers(controlPlane, new Set(MANIFESTS.map(groupOf)));
});
afterAll(async () => {
  applier?.close();
  await controlPlane?.stop();
});

/** Groups for which no Go module carries definitions; without the shared copies they cannot be checked. */
const ONLY_SHARED = new Set(['kagent.dev']);

const groupOf = (manifest: any): string => (manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/')[0] : '');
const isBuiltIn = (group: string): boolean =>
  !group.includes('.') || (group.endsWith('.k8s.io') && !/gateway|kwok|x-k8s/.test(group));

/** Volcano opens a queue a moment after it was made; its webhook refuses jobs until then. */
async function apply(manifests: any[], options: ApplyOptions = {}): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const said = await applier.apply(manifests, options);
    if (said === '' || attempt === 40 || !/queue|no endpoints|connection refused/i.test(said)) return said;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const isCheckable = (m: any): boolean => isBuiltIn(groupOf(m)) || known.has(`${groupOf(m)}/${m.kind}`);
/** What goes away slowly, and takes others along. */
const STAYS = new Set(['CustomResourceDefinition', 'Namespace']);

// One after the other, each on a cluster without the queues of the one before: pools of one name are others' pools.
describe.each(EXAMPLES)('$name', ({ units }) => {
  afterAll(async () => {
    const applied = units.flatMap(({ manifests }) => manifests).filter(isCheckable);
    await applier.remove(applied.filter(({ kind }) => !STAYS.has(kind)));
  });

  test.each(units)('the API server accepts every object of $path', async ({ manifests }) => {
    const checkable = manifests.filter(isCheckable);
    const unchecked = manifests.filter((m: any) => !checkable.includes(m)).map(groupOf);
    expect(unchecked.filter((group: string) => !ONLY_SHARED.has(group))).toStrictEqual([]);
    if (checkable.length === 0) return;
    expect(await apply(checkable, { dryRun: true })).toBe('');
    expect(await apply(checkable)).toBe('');
  });
});
