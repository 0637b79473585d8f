import { App } from 'cdktf';
import { CompleteCloud } from '../../examples/complete-cloud/complete-cloud';
import { ClusterAccess, Delivery } from '../../lib';
import { withHelmCommands } from '../support/chart-stand-in';
import { TestControlPlane } from '../support/control-plane';
import { installMissingCrds } from '../support/definitions';
import { HelmReleases } from '../support/helm-releases';
import { bundleManifests, SynthesisedProgram } from '../support/program';
import { KUBECTL_PROVIDER, Terraform } from '../support/terraform';
import { isMissing, withoutMissingGroups } from '../support/without-groups';

jest.setTimeout(900_000);

const STACK = 'complete-cloud';

let controlPlane: TestControlPlane;
let perObject: SynthesisedProgram;
let helm: SynthesisedProgram;
let terraform: Terraform;
let manifests: any[];
let delivered: Map<string, any>;
/** Definitions that stay, and with them what users made of them. */
let stays: string[];

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  const access = ClusterAccess.kubeconfig(controlPlane.kubeconfig);
  perObject = new SynthesisedProgram((app: App) => {
    new CompleteCloud(app, STACK, { access, delivery: Delivery.perObject(KUBECTL_PROVIDER) });
  });
  helm = new SynthesisedProgram((app: App) => {
    new CompleteCloud(app, STACK, { access, delivery: Delivery.helm() });
  });
  await installMissingCrds(controlPlane, perObject.blueprint(STACK));
  perObject.replaceConfiguration(
    STACK,
    await withHelmCommands(withoutMissingGroups(perObject.configuration(STACK)), controlPlane),
  );
  manifests = bundleManifests(perObject.blueprint(STACK)).filter((m) => !isMissing(m.apiVersion));
  stays = manifests.filter((m) => m.metadata.annotations?.['helm.sh/resource-policy'] === 'keep').map(keyOf);
  terraform = new Terraform(perObject.stackFolder(STACK));
  terraform.run('init');
});
afterAll(async () => {
  perObject?.remove();
  helm?.remove();
  await controlPlane?.stop();
});

/** What the server holds of the program, without what each tool or moment adds. */
function live(): Map<string, any> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
  const text = controlPlane.kubectl(['get', '-f', '-', '--ignore-not-found', '-o', 'json'], list);
  const items: any[] = text.trim() === '' ? [] : (JSON.parse(text).items ?? [JSON.parse(text)]);
  return new Map(items.map((item) => [keyOf(item), comparable(item)]));
}

const keyOf = (object: any): string => `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;

const OWN_LABELS = new Set(['app.kubernetes.io/managed-by']);
const OWN_ANNOTATIONS = new Set([
  'meta.helm.sh/release-name',
  'meta.helm.sh/release-namespace',
  'deprecated.daemonset.template.generation',
]);

function comparable(item: any): any {
  const { status: _status, metadata, ...rest } = item;
  const {
    uid: _u,
    resourceVersion: _r,
    creationTimestamp: _c,
    generation: _g,
    managedFields: _m,
    finalizers: _f,
    ...kept
  } = metadata;
  const without = (map: Record<string, string> | undefined, own: Set<string>): Record<string, string> =>
    Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !own.has(key)));
  return {
    ...rest,
    metadata: {
      ...kept,
      labels: without(kept.labels, OWN_LABELS),
      annotations: without(kept.annotations, OWN_ANNOTATIONS),
    },
  };
}

/** Namespaces are emptied by a controller after their deletion. */
async function gone(): Promise<void> {
  for (let i = 0; i < 120 && live().size > stays.length; i += 1)
    await new Promise((resolve) => setTimeout(resolve, 500));
}

/** Fields that the cluster assigns anew each time. */
function stable(objects: Map<string, any>): Record<string, any> {
  const text = JSON.stringify([...objects].sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.parse(
    text
      .replace(/"clusterIPs?":("[^"]*"|\[[^\]]*\]),?/g, '')
      .replace(/"controller-uid":"[^"]*",?|"batch\.kubernetes\.io\/controller-uid":"[^"]*",?/g, ''),
  );
}

test('terraform apply brings the complete cloud from nothing to everything, object by object', () => {
  terraform.run('apply', '-auto-approve');
  delivered = live();
  expect(delivered.size).toBe(manifests.length);
});

test('terraform plans no change afterwards', () => {
  const plan = terraform.attempt('plan', '-detailed-exitcode');
  expect(plan.output).toContain('No changes');
  expect(plan.code).toBe(0);
});

test('terraform destroy leaves nothing of ours but definitions', async () => {
  terraform.run('destroy', '-auto-approve');
  await gone();
  expect([...live().keys()]).toStrictEqual(stays);
});

test('the real Helm delivers the same objects from the releases of the default delivery', async () => {
  const releases = await HelmReleases.of(
    withoutMissingGroups(helm.configuration(STACK)),
    helm.stackFolder(STACK),
    controlPlane,
  );
  // Helm takes over nothing that it did not make.
  for (const name of stays) controlPlane.kubectl(['delete', name.replace('//', '/')]);
  releases.install();
  expect(stable(live())).toStrictEqual(stable(delivered));

  const revisions = releases.install();
  expect(Object.values(revisions).every((revision) => revision === 2)).toBe(true);
  releases.uninstall();
  await gone();
  expect([...live().keys()]).toStrictEqual(stays);
});
