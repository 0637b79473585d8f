import { FindingSeverity, SchedulerPolicy } from '../../../lib';

const TIERS = ['tiers:', '- plugins:', '  - name: gang', '  - name: predicates'];

function codesOf(lines: string[]): string[] {
  return SchedulerPolicy.lint(lines.join('\n')).map(({ code }) => code);
}

function plugin(...lines: string[]): string[] {
  return ['actions: "allocate"', ...TIERS, ...lines.map((line) => `  ${line}`)];
}

test("upstream's packaged configuration loads, with a warning of its gate", () => {
  const packaged = [
    'actions: "enqueue, allocate, backfill"',
    'tiers:',
    '- plugins:',
    '  - name: priority',
    '  - name: gang',
    '    enablePreemptable: false',
    '  - name: conformance',
    '- plugins:',
    '  - name: overcommit',
    '  - name: drf',
    '    enablePreemptable: false',
    '  - name: predicates',
    '  - name: proportion',
    '  - name: nodeorder',
    '  - name: binpack',
  ].join('\n');
  expect(SchedulerPolicy.lint(packaged)).toStrictEqual([
    {
      code: 'AIC-2135',
      severity: FindingSeverity.WARNING,
      place: 'actions',
      cause:
        'enqueue holds jobs back without pods: they cannot reclaim, and autoscalers do not see them; got enqueue, want actions without enqueue',
      fix: 'Drop enqueue; thousands of pods that wait are the price.',
      link: 'https://github.com/volcano-sh/volcano/issues/4679',
    },
  ]);
  expect(SchedulerPolicy.fromYaml(packaged).holdsJobsBack()).toBe(true);
});

test('every finding says where, why, what to do and where upstream says so', () => {
  const findings = SchedulerPolicy.lint(
    plugin('- name: nodeorder', '  arguments: {leastrequested.weight: "0"}').join('\n'),
  );
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    code: 'AIC-2123',
    severity: FindingSeverity.ERROR,
    place: 'tiers[0].plugins[2] (nodeorder)',
    cause: expect.stringContaining("got '0', want a value given as a whole number"),
    link: expect.stringMatching(/^https:\/\/github.com\/volcano-sh\/volcano\//),
  });
});

test('all findings come at once', () => {
  const text = [
    'actions: "enqueue, allocate, reclaim"',
    'tiers:',
    '- plugins:',
    '  - name: conformance',
    '  - name: gang',
    '- plugins:',
    '  - name: overcommit',
    '  - name: capacity',
    '    enabledHierarchy: true',
    '  - name: predicates',
    'configuration: []',
  ];
  expect(codesOf(text)).toStrictEqual(['AIC-2170', 'AIC-2125', 'AIC-2135', 'AIC-2129', 'AIC-2136', 'AIC-2138']);
});

describe('text that the scheduler does not read', () => {
  test.each([
    ['is no YAML', 'actions: "allocate'],
    ['is no mapping', '- allocate'],
    ['says a key twice', 'actions: "allocate"\nactions: "backfill"\n'],
  ])('is refused when it %s', (_what, text) => {
    expect(SchedulerPolicy.lint(text).map(({ code }) => code)).toStrictEqual(['AIC-2170']);
    expect(() => SchedulerPolicy.fromYaml(text)).toThrow(/AIC-2170.*no YAML that it reads/);
  });

  test.each([
    ['a key that is misspelt', ['action: "allocate"', 'actions: "allocate"', ...TIERS]],
    ['actions as a list', ['actions: [allocate]', ...TIERS]],
    ['tiers that are no list', ['actions: "allocate"', 'tiers: {}']],
    ['a plugin without a name', ['actions: "allocate"', ...TIERS, '  - gang']],
    ['arguments as a list', plugin('- name: nodegroup', '  arguments: [strict]')],
    ['configurations as a map', ['actions: "allocate"', ...TIERS, 'configurations: {allocate: {}}']],
  ])('is found when it has %s', (_what, lines) => {
    expect(codesOf(lines)).toContain('AIC-2170');
  });
});

describe('types are those of the YAML that the scheduler reads', () => {
  test.each([
    ['10.0 for a whole number', '- name: binpack', '  arguments: {binpack.weight: 10.0}'],
    ['a quoted number', '- name: binpack', '  arguments: {binpack.weight: "10"}'],
    ['a number for a duration', '- name: sla', '  arguments: {sla-waiting-time: 60}'],
    ['a time that is no duration', '- name: sla', '  arguments: {sla-waiting-time: 10:30}'],
    ['a wrong strategy', '- name: resource-strategy-fit', '  arguments: {resources: {cpu: {type: Most}}}'],
    [
      'a fraction as threshold',
      '- name: rescheduling',
      '  arguments: {strategies: [{name: lowNodeUtilization, params: {thresholds: {cpu: 20.5}}}]}',
    ],
    [
      'rules that are no list',
      '- name: deviceshare',
      '  arguments: {deviceshare.VGPUEnable: true, deviceshare.GPUExclusiveRules: {a: b}}',
    ],
  ])('fails on %s', (_what, ...lines) => {
    expect(codesOf(plugin(...lines))).toContain('AIC-2123');
  });

  test.each([
    ['1.0 for a number', '- name: overcommit', '  arguments: {overcommit-factor: 1.0}'],
    ['yes for a flag', '- name: nodegroup', '  arguments: {strict: yes}'],
    ['"true" for a flag', '- name: nodegroup', '  arguments: {strict: "true"}'],
    ['hours without quotes', '- name: tdm', '  arguments: {tdm.revocable-zone.rz1: 10:00-21:00}'],
    ['a shape', '- name: predicates', '  arguments: {volumebinding.shape: [{utilization: 0, score: 10}]}'],
  ])('takes %s', (_what, ...lines) => {
    const [name] = lines;
    const text = [
      'actions: "allocate"',
      ...(name.includes('predicates') ? TIERS.slice(0, 3) : TIERS),
      ...lines.map((line) => `  ${line}`),
    ];
    expect(codesOf(text)).toStrictEqual([]);
  });
});

test('a policy that warns is one that loads', () => {
  const sla = plugin('- name: sla', '  arguments: {sla-waiting-time: 1h}');
  expect(codesOf(sla)).toStrictEqual(['AIC-2133']);
  const apart = ['actions: "allocate"', ...TIERS, '- plugins:', '  - name: sla', '  - name: capacity'];
  expect(codesOf(apart)).toStrictEqual(['AIC-2173', 'AIC-2137']);
  expect(SchedulerPolicy.fromYaml(apart.join('\n')).supportsQueues()).toBe(false);
});

test('a text keeps its arguments of actions and its metrics', () => {
  const text = [
    'actions: "allocate"',
    'tiers:',
    '- plugins:',
    '  - name: usage',
    '    arguments:',
    '      thresholds: {"cpu":80,"mem":80}',
    'configurations:',
    '- name: allocate',
    '  arguments:',
    '    predicateErrorCacheEnable: false',
    'metrics:',
    '  address: "http://prometheus:9090"',
    '  type: "prometheus"',
  ].join('\n');
  expect(SchedulerPolicy.fromYaml(text).toYaml([])).toBe(text);
});
