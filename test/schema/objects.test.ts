import { startControllers } from '../support/admission';
import { TestControlPlane } from '../support/control-plane';
import { installCrds, startAdmission } from '../support/definitions';
import { synthesiseExamples } from '../support/examples';

jest.setTimeout(600_000);

const UNITS = synthesiseExamples().flatMap((example) =>
  example.blueprints.flatMap((blueprint) =>
    blueprint.units
      .filter((unit: any) => unit.objects?.length > 0)
      .map((unit: any) => ({
        example: example.name,
        path: unit.path,
        manifests: unit.objects.map((o: any) => o.manifest),
      })),
  ),
);

let controlPlane: TestControlPlane;
let known: Set<string>;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  known = await installCrds(controlPlane);
  await startAdmission(controlPlane);
  await startControllers(controlPlane, new Set(UNITS.flatMap(({ manifests }) => manifests.map(groupOf))));
});
afterAll(async () => {
  await controlPlane?.stop();
});

/** Groups for which no Go module carries definitions; without the shared copies they cannot be checked. */
const ONLY_SHARED = new Set(['kagent.dev']);

const groupOf = (manifest: any): string => (manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/')[0] : '');
const isBuiltIn = (group: string): boolean =>
  !group.includes('.') || (group.endsWith('.k8s.io') && !/gateway|kwok|x-k8s/.test(group));

/** Volcano opens a queue a moment after it was made; its webhook refuses jobs until then. */
async function apply(manifests: any[], ...flags: string[]): Promise<string> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
  const args = ['apply', '--server-side', '--force-conflicts', '--validate=strict', ...flags, '-f', '-'];
  for (let attempt = 1; ; attempt += 1) {
    const { code, output } = controlPlane.tryKubectl(args, list);
    if (code === 0) return '';
    if (attempt === 40 || !/queue|no endpoints|connection refused/i.test(output)) return output;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

test.each(UNITS)('$example: the API server accepts every object of $path', async ({ manifests }) => {
  const checkable = manifests.filter((m: any) => isBuiltIn(groupOf(m)) || known.has(`${groupOf(m)}/${m.kind}`));
  const unchecked = manifests.filter((m: any) => !checkable.includes(m)).map(groupOf);
  expect(unchecked.filter((group: string) => !ONLY_SHARED.has(group))).toStrictEqual([]);
  if (checkable.length === 0) return;
  expect(await apply(checkable, '--dry-run=server')).toBe('');
  expect(await apply(checkable)).toBe('');
});
