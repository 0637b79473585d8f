import { TerraformStack } from 'cdktf';
import { HotTier, Integrity, Prefetch, StoredModelOptions } from '../../../lib';
import { absent, blueprintOf, bundlesOf, manifestsOf, terraformOf } from '../../harness';
import { Fixture, minio, QWEN, stackWith } from '../fixture';

const NAME = 'qwen3-32b';
const SUM = 'a'.repeat(64);
const LABEL = 'models.ai-cloud/qwen3-32b';
const WARM = { startsWhenWarm: true };
const SUMS = { integrity: Integrity.sumsFile('SHA256SUMS', SUM) };

const objectOf = (stack: TerraformStack, kind: string, start: string): any =>
  Object.entries(manifestsOf(stack)).find(([key]) => key.startsWith(`${kind}/${start}`))?.[1];
const jobOf = (options: Partial<StoredModelOptions>): any =>
  objectOf(stackWith(options), 'Job', options.startsWhenWarm === true ? 'gate-' : 'verify-');
const stepsOf = (job: any): any[] => [
  ...(job.spec.template.spec.initContainers ?? []),
  ...job.spec.template.spec.containers,
];
const namesOf = (job: any): string[] => stepsOf(job).map((step) => step.name);
const commandOf = (job: any, name: string): string =>
  stepsOf(job)
    .find((step) => step.name === name)
    .command.join(' ');

describe('a model that starts when it is warm', () => {
  test('has its nodes labelled after its load is complete', () => {
    const stack = stackWith(WARM);
    const load = objectOf(stack, 'DataLoad', NAME).metadata.name;
    const job = jobOf(WARM);
    expect(namesOf(job)).toStrictEqual(['wait', 'label-h800']);
    expect(commandOf(job, 'wait')).toBe(
      `kubectl wait dataloads.data.fluid.io/${load} --namespace=models --for=jsonpath={.status.phase}=Complete --timeout=91352s`,
    );
    expect(commandOf(job, 'label-h800')).toMatch(
      /^kubectl label nodes --selector=acme\.com\/pool=h800 models\.ai-cloud\/qwen3-32b=[0-9a-f]{16} --overwrite$/,
    );
    expect(job.spec.activeDeadlineSeconds).toBe(91352);
  });

  test('asks pods for what the job writes', () => {
    const fixture = new Fixture();
    const model = fixture.store().add(NAME, { ...QWEN, ...WARM });
    const [, value] = /qwen3-32b=(\S+)/.exec(commandOf(jobOf(WARM), 'label-h800')) ?? [];
    expect(model.requiredNodeLabels).toStrictEqual({ [LABEL]: value });
  });

  test('is ready once its gate is there, which is after its own release', () => {
    const fixture = new Fixture();
    const store = fixture.store();
    const qwen = store.add(NAME, { ...QWEN, ...WARM });
    store.add('user', QWEN).node.addDependency(qwen.ready);
    const unitOf = (release: string): any =>
      blueprintOf(fixture.stack).units.find((unit: any) => unit.releaseName === release);
    expect(unitOf('model-user').dependsOn).toContain('test/Models/qwen3-32b/Gate');
    expect(unitOf('gate-qwen3-32b').dependsOn).toContain('test/Models/qwen3-32b/Resource');
  });

  test('opens nodes that join later, once it was proved', () => {
    const cron = objectOf(stackWith(WARM), 'CronJob', 'gate-');
    const job = { spec: cron.spec.jobTemplate.spec };
    expect(cron.spec).toMatchObject({ schedule: '*/5 * * * *', concurrencyPolicy: 'Forbid' });
    expect(namesOf(job)).toStrictEqual(['wait', 'label-h800']);
    expect(commandOf(job, 'wait')).toContain(
      `jobs.batch/${jobOf(WARM).metadata.name} --namespace=models --for=jsonpath={.status.succeeded}=1`,
    );
  });

  test('labels each pool, tolerates its taints and verifies on a node of one', () => {
    const fixture = new Fixture({ taints: [{ key: 'nvidia.com/gpu' }] });
    const l20 = fixture.addPool('l20');
    fixture.store({ hot: HotTier.nvme({ pools: [l20, fixture.gpus] }) }).add(NAME, { ...QWEN, ...WARM });
    const job = objectOf(fixture.stack, 'Job', 'gate-');
    expect(namesOf(job)).toStrictEqual(['wait', 'label-h800', 'label-l20']);
    expect(job.spec.template.spec.tolerations).toMatchObject([{ key: 'nvidia.com/gpu' }]);
    expect(job.spec.template.spec.nodeSelector).toStrictEqual({ 'acme.com/pool': 'h800' });
  });

  test('may look at its load and its job, and change one label of nodes', () => {
    const stack = stackWith(WARM);
    const watched = ['get', 'list', 'watch'];
    const load = objectOf(stack, 'DataLoad', NAME).metadata.name;
    expect(objectOf(stack, 'Role', 'gate-').rules).toStrictEqual([
      { apiGroups: ['data.fluid.io'], resources: ['dataloads'], resourceNames: [load], verbs: watched },
      { apiGroups: ['batch'], resources: ['jobs'], resourceNames: [jobOf(WARM).metadata.name], verbs: watched },
    ]);
    expect(objectOf(stack, 'ClusterRole', 'ai-cloud-gate-').rules).toStrictEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'patch'] },
    ]);
    const policy = objectOf(stack, 'ValidatingAdmissionPolicy', 'ai-cloud-gate-');
    expect(policy.spec.validations[0].message).toContain(`nothing else: ${LABEL}.`);
    expect(policy.spec.matchConditions[0].expression).toContain('system:serviceaccount:models:gate-qwen3-32b');
  });

  test('gives the token of its account to kubectl and to nothing else', () => {
    const job = jobOf({ ...WARM, ...SUMS });
    expect(job.spec.template.spec.automountServiceAccountToken).toBe(false);
    const withToken = stepsOf(job).filter((step) => step.volumeMounts.some((mount: any) => mount.name === 'token'));
    expect(withToken.map((step) => step.name)).toStrictEqual(['wait', 'label-h800']);
  });

  test('is another job and another label when its content is another', () => {
    const jobs = [WARM, { ...WARM, ...SUMS }, { ...WARM, integrity: Integrity.sumsFile('SHA256SUMS', 'b'.repeat(64)) }];
    expect(new Set(jobs.map((options) => jobOf(options).metadata.name)).size).toBe(3);
    expect(new Set(jobs.map((options) => commandOf(jobOf(options), 'label-h800'))).size).toBe(3);
  });

  test('keeps labels of two stores apart, and every name within its limit', () => {
    const fixture = new Fixture();
    const [a, b] = ['a', 'n'.repeat(63)].map((namespace) =>
      fixture.store({ namespace }, namespace.slice(0, 1).toUpperCase()).add('m'.repeat(45), { ...QWEN, ...WARM }),
    );
    const [first, second] = [a, b].map((model) => Object.keys(model.requiredNodeLabels ?? {})[0].split('/')[1]);
    expect(first).not.toBe(second);
    expect([first, second].filter((name) => name.length > 63)).toStrictEqual([]);
    const long = Object.keys(manifestsOf(fixture.stack)).filter((key) => {
      const [kind, name] = key.split('/');
      return name.length > (kind === 'CronJob' ? 52 : 63);
    });
    expect(long).toStrictEqual([]);
  });

  test('fails when nothing makes it warm', () => {
    expect(() => stackWith({ ...WARM, prefetch: Prefetch.NEVER })).toThrow(
      /AIC-3276 at test\/Models\/qwen3-32b: qwen3-32b starts when it is warm, and nothing makes it warm/,
    );
  });

  test('waits for the first load of the schedule where there is none on deploy', () => {
    const prefetch = Prefetch.schedule('0 2 * * *', { onDeploy: false });
    const stack = stackWith({ ...WARM, prefetch });
    const load = JSON.parse(manifestsOf(stack)['ConfigMap/load-qwen3-32b'].data['load.json']);
    const command = commandOf(objectOf(stack, 'Job', 'gate-'), 'wait');
    expect(command).toContain(`dataloads.data.fluid.io/${load.metadata.name} `);
    const made = commandOf(objectOf(stack, 'Job', 'gate-'), 'wait-made');
    expect(made).toContain(`dataloads.data.fluid.io/${load.metadata.name} --namespace=models --for=create`);
  });

  test('is no matter of course', () => {
    absent((stack) => objectOf(stack, 'Job', 'gate-'), stackWith(WARM), stackWith());
    const model = new Fixture().store().add(NAME, QWEN);
    expect(model.requiredNodeLabels).toBeUndefined();
  });
});

describe('integrity', () => {
  test('is proved on the claim, read-only, after the load', () => {
    const job = jobOf(SUMS);
    expect(namesOf(job)).toStrictEqual(['wait', 'verify-list', 'verify-files']);
    expect(job.spec.template.spec.volumes[0]).toStrictEqual({
      name: 'models',
      persistentVolumeClaim: { claimName: NAME, readOnly: true },
    });
    const mounts = stepsOf(job)[2].volumeMounts;
    expect(mounts[0]).toStrictEqual({ name: 'models', mountPath: '/models', readOnly: true });
    expect(stepsOf(job)[2].securityContext.readOnlyRootFilesystem).toBe(true);
  });

  test('runs where the cache is', () => {
    const { labels } = jobOf(SUMS).spec.template.metadata;
    expect(labels['fluid.io/dataset.qwen3-32b.sched']).toBe('required');
  });

  test('of a list proves the list first', () => {
    const job = jobOf(SUMS);
    expect(commandOf(job, 'verify-list')).toMatch(
      /^rclone checksum sha256 \/integrity\/SHA256SUMS \/models\/qwen3-32b-[0-9a-f]{8} --include=\/SHA256SUMS /,
    );
    expect(commandOf(job, 'verify-files')).toMatch(
      /^rclone checksum sha256 (\/models\/\S+)\/SHA256SUMS \1 --exclude=\/SHA256SUMS /,
    );
    const sums = objectOf(stackWith(SUMS), 'ConfigMap', 'verify-').data;
    expect(sums).toStrictEqual({ SHA256SUMS: `${SUM}  SHA256SUMS\n` });
  });

  test('of files carries their sums, sorted and in small letters', () => {
    const integrity = Integrity.files({ 'b.json': 'B'.repeat(64), 'a/model.safetensors': SUM });
    expect(namesOf(jobOf({ integrity }))).toStrictEqual(['wait', 'verify-files']);
    expect(objectOf(stackWith({ integrity }), 'ConfigMap', 'verify-').data.SHA256SUMS).toBe(
      `${SUM}  a/model.safetensors\n${'b'.repeat(64)}  b.json\n`,
    );
  });

  test('without a gate labels nothing', () => {
    const stack = stackWith(SUMS);
    absent((from) => objectOf(from, 'ClusterRole', 'ai-cloud-'), stackWith({ ...SUMS, ...WARM }), stack);
    expect(bundlesOf(stack)['verify-qwen3-32b'].map((key) => key.split('/')[0])).toStrictEqual([
      'ConfigMap',
      'Job',
      'Role',
      'RoleBinding',
      'ServiceAccount',
    ]);
  });

  test('comes before the label', () => {
    expect(namesOf(jobOf({ ...SUMS, ...WARM }))).toStrictEqual(['wait', 'verify-list', 'verify-files', 'label-h800']);
  });

  test('without a prefetch needs no account', () => {
    const job = jobOf({ ...SUMS, prefetch: Prefetch.NEVER });
    expect(namesOf(job)).toStrictEqual(['verify-list', 'verify-files']);
    expect(job.spec.template.spec.serviceAccountName).toBeUndefined();
    expect(jobOf(SUMS).spec.template.spec.serviceAccountName).toBe('verify-qwen3-32b');
  });

  test('of datasets is the same', () => {
    const fixture = new Fixture();
    fixture.store().addDataset('corpus', { ...QWEN, ...SUMS });
    expect(namesOf(objectOf(fixture.stack, 'Job', 'verify-corpus-'))).toContain('verify-files');
  });

  test('fails on an empty list', () => {
    expect(() => Integrity.files({})).toThrow(/AIC-3273: the list of sums is empty/);
  });

  test.each(['', '/config.json', './config.json', 'a/../b', 'a b', 'x*', 'a//b'])('fails on the path %p', (path) => {
    expect(() => Integrity.files({ [path]: SUM })).toThrow(/AIC-3274/);
    expect(() => Integrity.sumsFile(path, SUM)).toThrow(/AIC-3274/);
  });

  test.each(['', 'a'.repeat(63), 'g'.repeat(64), `sha256:${SUM}`])('fails on the sum %p', (sum) => {
    expect(() => Integrity.files({ 'a.json': sum })).toThrow(/AIC-3275: the sum of a\.json is no SHA-256/);
    expect(() => Integrity.sumsFile('SHA256SUMS', sum)).toThrow(/AIC-3275/);
  });
});

test('gates write the same bytes twice, whatever the order models are added in', () => {
  const write = (...names: string[]): string[] => {
    const fixture = new Fixture();
    const store = fixture.store({ warm: minio() });
    names.forEach((name) => store.add(name, { ...QWEN, ...WARM, ...SUMS }));
    return [JSON.stringify(terraformOf(fixture.stack)), JSON.stringify(blueprintOf(fixture.stack))];
  };
  expect(write('a', 'b')).toStrictEqual(write('a', 'b'));
  expect(write('b', 'a')[1]).toBe(write('a', 'b')[1]);
});
