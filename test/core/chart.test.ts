import { TerraformVariable } from 'cdktf';
import { Chart, ChartProps, Duration, JsonPatch } from '../../lib';
import { absent, blueprintOf, chartsOf, TestTarget, terraformOf, testStack } from '../harness';

const CHART = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };

function releaseOf(props: Partial<ChartProps> = {}): any {
  const stack = testStack();
  new Chart(stack, 'Demo', { target: new TestTarget(stack), chart: CHART, namespace: 'ml', values: {}, ...props });
  return terraformOf(stack).resource.helm_release.Demo;
}

describe('a chart', () => {
  test('is one pinned release that can be installed again after a failure', () => {
    expect(releaseOf()).toMatchObject({
      chart: 'demo',
      repository: 'https://charts.acme.com',
      version: '1.2.3',
      name: 'demo',
      namespace: 'ml',
      upgrade_install: true,
      wait: true,
      timeout: 900,
      values: ['{}'],
    });
  });

  test('may be named, not waited for, and given another time', () => {
    const release = releaseOf({ releaseName: 'named', wait: false, timeout: Duration.minutes(2) });
    expect(release).toMatchObject({ name: 'named', wait: false, timeout: 120 });
  });

  test('never makes its namespace, which would survive destroy', () => {
    expect(releaseOf()).not.toHaveProperty('create_namespace');
  });

  test('gives its values to Helm as they are', () => {
    const values = { crds: { enabled: true }, args: ['--v=2'], script: 'echo ${HOME}' };
    const [written] = releaseOf({ values }).values;
    expect(JSON.parse(written.replace('$${', '${'))).toStrictEqual(values);
  });

  test('reads back what it was given', () => {
    const stack = testStack();
    const chart = new Chart(stack, 'Demo', {
      target: new TestTarget(stack),
      chart: CHART,
      namespace: 'ml',
      values: {},
    });
    expect(chart).toMatchObject({
      releaseName: 'demo',
      releaseNamespace: 'ml',
      chartSource: CHART,
      wait: true,
      timeoutSeconds: 900,
    });
    expect(chart.objects()).toStrictEqual([]);
  });

  test('stands in the blueprint with its source and values', () => {
    const stack = testStack();
    const chart = { ...CHART, crdGroups: ['acme.com'] };
    new Chart(stack, 'Demo', { target: new TestTarget(stack), chart, namespace: 'ml', values: { a: 1 } });
    expect(chartsOf(stack).demo).toStrictEqual({ ...chart, values: { a: 1 }, tokens: [] });
    expect(blueprintOf(stack).units[0]).toMatchObject({ kind: 'chart', path: 'test/Demo', releaseNamespace: 'ml' });
  });

  test('names no groups when it brings no definitions', () => {
    const build = (crdGroups?: string[]): any => {
      const stack = testStack();
      new Chart(stack, 'Demo', {
        target: new TestTarget(stack),
        chart: { ...CHART, crdGroups },
        namespace: 'ml',
        values: {},
      });
      return chartsOf(stack).demo;
    };
    absent((chart: any) => chart.crdGroups, build(['acme.com']), build());
  });
});

describe('a chart that is not pinned', () => {
  test.each(['latest', '^1.2.3', '1.x', '1.2', '', '>=1.0.0', 'v1'])('fails with the version %p', (version) => {
    expect(() => releaseOf({ chart: { ...CHART, version } })).toThrow(
      /AIC-1020 at test\/Demo: the version of the chart demo is not exact/,
    );
  });

  test.each(['1.2.3', 'v1.2.3', '1.2.3-rc.1', 'v26.7.0+build.5'])('takes the version %p', (version) => {
    expect(releaseOf({ chart: { ...CHART, version } }).version).toBe(version);
  });

  test.each(['name', 'repository', 'version'])('fails with a token as %s', (field) => {
    const stack = testStack();
    const token = new TerraformVariable(stack, 'v', { type: 'string' }).stringValue;
    expect(
      () =>
        new Chart(stack, 'Demo', {
          target: new TestTarget(stack),
          chart: { ...CHART, [field]: token },
          namespace: 'ml',
          values: {},
        }),
    ).toThrow(new RegExp(`AIC-1001 at test/Demo: the ${field} of the chart is a Terraform token`));
  });
});

describe('values that Helm cannot read', () => {
  test.each([undefined, null, 'a: 1', ['a'], 7])('fail when they are %p', (values) => {
    expect(() => releaseOf({ values })).toThrow(/AIC-1021 at test\/Demo: the values of the chart are no map/);
  });

  test('fail when they are one token', () => {
    const stack = testStack();
    const values = new TerraformVariable(stack, 'v', { type: 'any' }).value;
    const target = new TestTarget(stack);
    expect(() => new Chart(stack, 'Demo', { target, chart: CHART, namespace: 'ml', values })).toThrow(/AIC-1021/);
  });

  test('fail when they hold what no JSON holds', () => {
    expect(() => releaseOf({ values: { size: new (class Size {})() } })).toThrow(/AIC-1004.*at \/size/);
  });
});

test.each(['ML', 'a.b', 'x'.repeat(64), ''])('fails with the namespace %p', (namespace) => {
  expect(() => releaseOf({ namespace })).toThrow(/AIC-1002 at test\/Demo: namespace is no Kubernetes name/);
});

describe('values that grow', () => {
  test('are asked for when the chart is written', () => {
    const stack = testStack();
    const parts: string[] = [];
    const source = { toManifest: () => ({ parts: [...parts] }) };
    new Chart(stack, 'Demo', { target: new TestTarget(stack), chart: CHART, namespace: 'ml', values: {}, source });
    parts.push('late');
    expect(chartsOf(stack).demo.values).toStrictEqual({ parts: ['late'] });
    expect(JSON.parse(terraformOf(stack).resource.helm_release.Demo.values[0])).toStrictEqual({ parts: ['late'] });
  });

  test('are patched when they are known', () => {
    const stack = testStack();
    const source = { toManifest: () => ({ replicas: 1, mode: 'fast' }) };
    const props = { target: new TestTarget(stack), chart: CHART, namespace: 'ml', values: {}, source };
    new Chart(stack, 'Demo', props).patch(JsonPatch.replace('/replicas', 2));
    expect(chartsOf(stack).demo.values).toStrictEqual({ replicas: 2, mode: 'fast' });
  });

  test('carry Terraform tokens as others do', () => {
    const stack = testStack();
    const region = new TerraformVariable(stack, 'Region', { type: 'string' });
    const source = { toManifest: () => ({ region: region.stringValue }) };
    new Chart(stack, 'Demo', { target: new TestTarget(stack), chart: CHART, namespace: 'ml', values: {}, source });
    expect(terraformOf(stack).resource.helm_release.Demo.values[0]).toContain('jsonencode(var.Region)');
  });
});
