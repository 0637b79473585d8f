import { TerraformStack } from 'cdktf';
import { Bundle, Chart, Delivery, IDelivery, KubernetesObject } from '../../lib';
import { absent, blueprintOf, TestTarget, terraformOf, testStack } from '../harness';
import { configMap, thing } from '../core/support';

const CHART = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };
const DELIVERIES: [string, () => IDelivery][] = [
  ['helm', () => Delivery.helm()],
  ['per-object', () => Delivery.perObject()],
  ['kubernetes-manifest', () => Delivery.kubernetesManifest()],
];

/** An operator, its namespace before it and a user of it behind. */
function program(delivery: IDelivery): TerraformStack {
  const stack = testStack();
  const target = new TestTarget(stack, 'Target', delivery);
  const base = new Bundle(stack, 'Base', { target });
  new KubernetesObject(base, 'Ns', { manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } } });
  new KubernetesObject(base, 'Settings', { manifest: configMap('settings', { script: 'echo "${HOME}" %{x} $$ \\n' }) });
  const chart = new Chart(stack, 'Demo', { target, chart: CHART, namespace: 'ml', values: {} });
  chart.node.addDependency(base);
  const user = new Bundle(stack, 'User', { target });
  new KubernetesObject(user, 'Thing', { manifest: thing({ list: [1, 'two', null], deep: { empty: {} } }) });
  user.node.addDependency(chart);
  return stack;
}

/** Every object as the provider gets it, by kind and name; undoes the escapes that Terraform undoes. */
function deliveredBy(stack: TerraformStack): Record<string, any> {
  const {
    helm_release: releases,
    kubectl_manifest: perObject,
    kubernetes_manifest: manifests,
  } = terraformOf(stack).resource;
  const parse = (text: string): any => JSON.parse(text.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{'));
  const objects: any[] = [
    ...Object.values<any>(releases ?? {}).flatMap((r) => Object.values<any>(parse(r.values[0]).objects ?? {})),
    ...Object.values<any>(perObject ?? {}).map((r) => parse(r.yaml_body)),
    ...Object.values<any>(manifests ?? {}).map((r) => parse(JSON.stringify(r.manifest))),
  ];
  return Object.fromEntries(objects.map((o) => [`${o.kind}/${o.metadata.name}`, o]));
}

describe.each(DELIVERIES)('%s', (name, create) => {
  test('delivers the objects that the blueprint holds', () => {
    const stack = program(create());
    const inBlueprint = blueprintOf(stack).units.flatMap((unit: any) => unit.objects ?? []);
    const expected = Object.fromEntries(
      inBlueprint.map(({ manifest }: any) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]),
    );
    expect(Object.keys(expected)).toHaveLength(3);
    expect(deliveredBy(stack)).toStrictEqual(expected);
  });

  test('is named in the blueprint', () => {
    expect(blueprintOf(program(create())).delivery).toStrictEqual([name]);
  });

  test('brings its providers, one per stack and cluster, under an alias', () => {
    const { provider } = terraformOf(program(create()));
    expect(provider.helm).toHaveLength(1);
    for (const [configuration] of Object.values<any>(provider)) expect(configuration.alias).toBe('test_Target');
  });

  test('brings one for each of two clusters', () => {
    const stack = testStack();
    for (const id of ['East', 'West']) {
      const bundle = new Bundle(stack, `Of${id}`, { target: new TestTarget(stack, id, create()) });
      new KubernetesObject(bundle, 'Object', { manifest: configMap('a') });
    }
    const [configurations] = Object.values<any>(terraformOf(stack).provider);
    expect(configurations.map((c: any) => c.alias)).toStrictEqual(['test_East', 'test_West']);
  });

  test('orders objects, charts and their users', () => {
    const { resource } = terraformOf(program(create()));
    const [base, user] =
      name === 'helm' ? ['helm_release.Base', undefined] : ['terraform_data.Base', 'terraform_data.User'];
    expect(resource.helm_release.Demo.depends_on).toStrictEqual([base]);
    const last = name === 'helm' ? resource.helm_release.User : Object.values<any>(resource[TYPE[name]]).at(-1);
    expect(last.depends_on).toStrictEqual(['helm_release.Demo']);
    expect(user === undefined || resource.terraform_data.User.depends_on.length === 1).toBe(true);
  });

  test('needs no more than one resource per release or object, and one per bundle', () => {
    const { resource } = terraformOf(program(create()));
    const counts = Object.fromEntries(
      Object.entries<any>(resource).map(([type, all]) => [type, Object.keys(all).length]),
    );
    expect(counts).toStrictEqual(
      name === 'helm' ? { helm_release: 3 } : { helm_release: 1, terraform_data: 2, [TYPE[name]]: 3 },
    );
  });

  test('never meets ids that differ by a dot', () => {
    const stack = testStack();
    const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack, 'Target', create()) });
    for (const id of ['a.b', 'ab', 'a-b', 'a_b']) {
      new KubernetesObject(bundle, id, { manifest: configMap(`x${id.replace('_', '-under-')}`, { id }) });
    }
    expect(
      Object.values(deliveredBy(stack))
        .map((o) => o.data.id)
        .sort(),
    ).toStrictEqual(['a-b', 'a.b', 'a_b', 'ab']);
  });
});

const TYPE: Record<string, string> = { 'per-object': 'kubectl_manifest', 'kubernetes-manifest': 'kubernetes_manifest' };

describe('per object', () => {
  const configurationOf = (delivery: IDelivery): any => terraformOf(program(delivery));

  test('applies on the server side and takes fields over', () => {
    const [first] = Object.values<any>(configurationOf(Delivery.perObject()).resource.kubectl_manifest);
    expect(first).toMatchObject({ server_side_apply: true, force_conflicts: true, wait_for_rollout: false });
  });

  test('uses the maintained fork unless it is given another', () => {
    expect(configurationOf(Delivery.perObject()).terraform.required_providers.kubectl).toStrictEqual({
      source: 'alekc/kubectl',
      version: '~> 2.1',
    });
    const other = Delivery.perObject({ providerSource: 'gavinbunney/kubectl', providerVersion: '1.19.0' });
    expect(configurationOf(other).terraform.required_providers.kubectl).toStrictEqual({
      source: 'gavinbunney/kubectl',
      version: '1.19.0',
    });
  });

  test('reads a kubeconfig only when it is given one', () => {
    expect(configurationOf(Delivery.perObject()).provider.kubectl[0].load_config_file).toBe(true);
  });

  test('puts namespaces and definitions before the other objects of a bundle', () => {
    const { kubectl_manifest: resources } = configurationOf(Delivery.perObject()).resource;
    expect(resources.Base_Ns).not.toHaveProperty('depends_on');
    expect(resources.Base_Settings.depends_on).toStrictEqual(['kubectl_manifest.Base_Ns']);
  });

  test('keeps on destroy what Helm keeps', () => {
    const stack = testStack();
    const bundle = new Bundle(stack, 'Kept', { target: new TestTarget(stack, 'Target', Delivery.perObject()) });
    const kept = { 'helm.sh/resource-policy': 'keep' };
    for (const [name, annotations] of [['stays', kept] as const, ['goes', {}] as const]) {
      new KubernetesObject(bundle, name, {
        manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', annotations } },
      });
    }
    const { kubectl_manifest: resources } = terraformOf(stack).resource;
    expect(resources.Kept_stays.apply_only).toBe(true);
    absent((r: any) => r.apply_only, resources.Kept_stays, resources.Kept_goes);
  });

  test('stands for the whole bundle with one resource behind all its objects', () => {
    const { terraform_data: data } = configurationOf(Delivery.perObject()).resource;
    expect(data.Base).toStrictEqual({
      input: 'default/base',
      depends_on: ['kubectl_manifest.Base_Settings', 'kubectl_manifest.Base_Ns'],
    });
  });

  test('lets an empty bundle wait for what it was told', () => {
    const stack = testStack();
    const target = new TestTarget(stack, 'Target', Delivery.perObject());
    const first = new Bundle(stack, 'First', { target });
    new Bundle(stack, 'Empty', { target }).node.addDependency(first);
    expect(terraformOf(stack).resource.terraform_data.Empty.depends_on).toStrictEqual(['terraform_data.First']);
  });
});

describe('helm', () => {
  test('carries bundles over the chart of this package, by a path that follows its content', () => {
    const { helm_release: releases } = terraformOf(program(Delivery.helm())).resource;
    expect(releases.Base.chart).toMatch(/^assets\/CdktfAiCloudRawChart\/[0-9A-F]{32}\/?$/);
    expect(releases.Base).toMatchObject({ version: '1.0.0', upgrade_install: true, wait: false });
    expect(releases.Base).not.toHaveProperty('repository');
  });

  test('names every object in the values, so that a diff does', () => {
    const { helm_release: releases } = terraformOf(program(Delivery.helm())).resource;
    expect(releases.Base.values[0]).toMatch(/^\{"objects":\{"ConfigMap\/ml\/settings":.*,"Namespace\/ml":/);
  });
});

describe('kubernetes manifest', () => {
  test('escapes literals and keeps types', () => {
    const { kubernetes_manifest: resources } = terraformOf(program(Delivery.kubernetesManifest())).resource;
    expect(resources.Base_Settings.manifest.data.script).toBe('echo "$${HOME}" %%{x} $$ \\n');
    expect(resources.User_Thing.manifest.spec.list).toStrictEqual([1, 'two', null]);
    expect(resources.User_Thing.field_manager).toStrictEqual({ force_conflicts: true });
  });
});
