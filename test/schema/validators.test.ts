import { TestControlPlane } from '../support/control-plane';
import { synthesiseExamples } from '../support/examples';
import { bundleManifests } from '../support/program';

jest.setTimeout(1_800_000);

/** What KServe's own validators say of one object. */
interface Verdict {
  readonly name: string;
  readonly kind: string;
  readonly checked: boolean;
  readonly accepted: boolean;
  readonly error?: string;
}

/** By stack: what may be there once on a cluster may be there in each. */
const STACKS: any[][] = synthesiseExamples()
  .flatMap((example) => example.blueprints.map(bundleManifests))
  .map((manifests) => manifests.filter((manifest: any) => manifest.apiVersion.startsWith('serving.kserve.io/')))
  .filter((manifests) => manifests.length > 0);

let controlPlane: TestControlPlane;
beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
});
afterAll(async () => {
  await controlPlane?.stop();
});

const validate = (objects: unknown[]): Promise<Verdict[]> =>
  controlPlane.call('kserveValidate', { yaml: objects.map((object) => JSON.stringify(object)).join('\n---\n') });

test("KServe's own validators accept every object of the examples", async () => {
  expect(STACKS.length).toBeGreaterThan(0);
  for (const objects of STACKS) {
    const verdicts = await validate(objects);
    expect(verdicts).toHaveLength(objects.length);
    expect(verdicts.filter((verdict) => !verdict.checked || !verdict.accepted)).toStrictEqual([]);
  }
});

test("KServe's own validators refuse what only they know to be wrong", async () => {
  const broken = structuredClone(STACKS.flat().find(({ kind }) => kind === 'InferenceService'));
  broken.spec.predictor.minReplicas = 9;
  broken.spec.predictor.maxReplicas = 2;
  const [verdict] = await validate([broken]);
  expect(verdict.accepted).toBe(false);
  expect(verdict.error).toMatch(/[Rr]eplicas/);
});
