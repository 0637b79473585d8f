import {
  CandidateCleanup,
  CandidateCleanupProps,
  ClaimVolume,
  Duration,
  Framework,
  ModelPromotion,
  ModelPromotionProps,
  ModelPublication,
  ModelPublicationProps,
  Pipeline,
  PipelineStep,
  SecretReference,
  Size,
  TieredModelStore,
  VersionRetention,
  WarmFileSystem,
  WarmTier,
  WorkloadIdentity,
} from '../../lib';
import { blueprintOf, manifestsOf } from '../harness';
import { Fixture, minio, QWEN } from './fixture';

const RUNS = ClaimVolume.named('runs', { namespace: 'research' });
const RELEASE = { modelName: 'chat', version: '7' };
const fileSystem = (): TieredModelStore =>
  new Fixture().store({ warm: WarmTier.fileSystem(WarmFileSystem.existingClaim('models-fs')) });

describe('a publication', () => {
  const publish = (props: Partial<ModelPublicationProps> = {}): ModelPublication =>
    new ModelPublication({ store: new Fixture().store(), ...RELEASE, checkpoint: RUNS, ...props });

  test('writes to a path that nothing serves', () => {
    const publication = publish();
    expect(publication.candidatePath).toBe('candidates/chat/7');
    expect(publication.releasedPath).toBe('chat/7');
    expect(publication.environment).toMatchObject({
      SOURCE: '/checkpoint',
      TARGET: 'warm:acme-models/candidates/chat/7',
    });
    expect(publish({ path: 'chat/last' }).environment.SOURCE).toBe('/checkpoint/chat/last');
  });

  test('writes with the keys of jobs unless it is given others', () => {
    const secretOf = (props: Partial<ModelPublicationProps>): any =>
      publish(props).secretEnvironment.RCLONE_CONFIG_WARM_ACCESS_KEY_ID;
    expect(secretOf({})).toStrictEqual({ secretName: 'models-s3', key: 'AWS_ACCESS_KEY_ID' });
    const credentials = SecretReference.named('publisher', { accessKeyIdKey: 'id' });
    expect(secretOf({ credentials })).toStrictEqual({ secretName: 'publisher', key: 'id' });
  });

  test('is a step of a pipeline', () => {
    const fixture = new Fixture();
    const publication = publish({ store: fixture.store() });
    const queue = fixture.cluster.queues.add('research', { pool: fixture.gpus, deservedDevices: 8 });
    const step = PipelineStep.of('publish', {
      job: {
        queue,
        framework: Framework.single(),
        image: publication.image,
        command: publication.command,
        environment: publication.environment,
        secretEnvironment: publication.secretEnvironment,
        volumes: [{ volume: publication.checkpoint, mountPath: publication.mountPath }],
        gangSize: 1,
        devicesPerPod: 0,
        cpuPerPod: 2,
        memoryPerPod: Size.gibibytes(4),
      },
    });
    new Pipeline(fixture.stack, 'Release', { steps: [step] });
    const template = Object.values<any>(manifestsOf(fixture.stack)).find(({ kind }) => kind === 'JobTemplate');
    const [container] = template.spec.tasks[0].template.spec.containers;
    expect(container.env).toContainEqual({ name: 'TARGET', value: 'warm:acme-models/candidates/chat/7' });
    expect(container.volumeMounts).toContainEqual(expect.objectContaining({ mountPath: '/checkpoint' }));
  });

  test.each([
    { modelName: 'Chat' },
    { modelName: '7b' },
    { version: 'V7' },
    { version: 'a/b' },
    { version: 'v'.repeat(41) },
  ])('fails as %p', (release) => {
    expect(() => publish(release)).toThrow(/AIC-3365 at test\/Models: the model has no such version/);
  });

  test('fails on a path that a shell reads as something else', () => {
    expect(() => publish({ path: '../x' })).toThrow(/AIC-3003: the path of the checkpoint/);
  });

  test('fails when the warm tier opens for an identity that the step does not have', () => {
    const jobCredentials = WorkloadIdentity.awsRole('arn:aws-cn:iam::123456789012:role/models');
    const warm = minio({ endpoint: 's3.cn-north-1.amazonaws.com.cn', jobCredentials });
    expect(() => publish({ store: new Fixture().store({ warm }) })).toThrow(
      /AIC-3233 at test\/Models: a step of a pip/,
    );
  });

  test('fails on a file system', () => {
    expect(() => publish({ store: fileSystem() })).toThrow(
      /AIC-3366 at test\/Models: versions are released in a bucket; got 'models-fs'/,
    );
  });
});

describe('a promotion', () => {
  const world = (props: Partial<ModelPromotionProps> = {}): any => {
    const fixture = new Fixture();
    const store = props.store ?? fixture.store();
    const make = (id: string): ModelPromotion =>
      new ModelPromotion(fixture.stack, id, { ...RELEASE, approvers: 'acme:approvers', ...props, store });
    return { promotion: make('Promotion'), make, manifests: manifestsOf(fixture.stack), fixture };
  };

  test('is a Job that waits for somebody to let it run', () => {
    const { promotion, manifests } = world();
    const job = manifests[`Job/${promotion.jobName}`];
    expect(job.spec.suspend).toBe(true);
    expect(job.metadata.namespace).toBe('models');
    const env = Object.fromEntries(job.spec.template.spec.containers[0].env.map((e: any) => [e.name, e.value]));
    expect(env).toMatchObject({ SOURCE: 'warm:acme-models/candidates/chat/7', TARGET: 'warm:acme-models/chat/7' });
    expect(promotion.releasedPath).toBe('chat/7');
  });

  test('lets a group change this Job and nothing else', () => {
    const { promotion, manifests } = world();
    expect(manifests[`Role/${promotion.jobName}`].rules).toStrictEqual([
      { apiGroups: ['batch'], resources: ['jobs'], resourceNames: [promotion.jobName], verbs: ['get', 'patch'] },
    ]);
    const binding = manifests[`RoleBinding/${promotion.jobName}`];
    expect(binding.subjects).toStrictEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'acme:approvers' },
    ]);
    expect(binding.roleRef.name).toBe(promotion.jobName);
  });

  test('says how it is approved', () => {
    const { promotion } = world();
    expect(promotion.approvalCommand).toBe(
      `kubectl patch job ${promotion.jobName} -n models --type merge -p '{"spec":{"suspend":false}}'`,
    );
  });

  test.each(['', 'system:masters', 'a b'])('fails when %p approves', (approvers) => {
    expect(() => world({ approvers })).toThrow(/AIC-3367 at test\/Promotion: nobody in particular approves/);
  });

  test('fails when the version has one already', () => {
    const { make } = world();
    expect(() => make('Again')).toThrow(/AIC-3368 at test\/Again: the version is promoted twice; got 'chat\/7'/);
  });

  test('fails on a version that is none, and on a file system', () => {
    expect(() => world({ version: 'V' })).toThrow(/AIC-3365 at test\/Promotion/);
    expect(() => world({ store: fileSystem() })).toThrow(/AIC-3366 at test\/Promotion/);
  });
});

describe('a clean-up', () => {
  const environmentOf = (
    props: Partial<CandidateCleanupProps> = {},
    build: (fixture: Fixture, store: TieredModelStore) => void = () => undefined,
  ): any => {
    const fixture = new Fixture();
    const store = fixture.store();
    const cleanup = new CandidateCleanup(fixture.stack, 'Cleanup', {
      store,
      keep: VersionRetention.keepNewest(5),
      ...props,
    });
    build(fixture, store);
    const cronJob = manifestsOf(fixture.stack)[`CronJob/${cleanup.cronJobName}`];
    const [{ env }] = cronJob.spec.jobTemplate.spec.template.spec.containers;
    return { cronJob, ...Object.fromEntries(env.map((e: any) => [e.name, e.value])) };
  };

  test('looks at candidates only, each night', () => {
    const { cronJob, CANDIDATES } = environmentOf();
    expect(CANDIDATES).toBe('warm:acme-models/candidates');
    expect(cronJob.spec).toMatchObject({ schedule: '30 3 * * *', concurrencyPolicy: 'Forbid' });
    expect(environmentOf({ schedule: '0 1 * * SUN' }).cronJob.spec.schedule).toBe('0 1 * * SUN');
  });

  test('keeps the newest, or the young', () => {
    expect(environmentOf()).toMatchObject({ NEWEST: '5', AGE: '' });
    const keep = VersionRetention.keepFor(Duration.days(90));
    expect(environmentOf({ keep })).toMatchObject({ NEWEST: '0', AGE: '--min-age 90d' });
  });

  test('never takes what the program names, whenever it named it', () => {
    const { NAMED } = environmentOf({}, (fixture, store) => {
      store.add('chat', { ...QWEN, version: '7' });
      store.add('plain', QWEN);
      new ModelPromotion(fixture.stack, 'P', { store, modelName: 'chat', version: '8', approvers: 'acme:approvers' });
    });
    expect(NAMED).toBe('chat/7 chat/8');
  });

  test('is another release for each', () => {
    const fixture = new Fixture();
    const store = fixture.store();
    const names = ['A', 'B'].map(
      (id) => new CandidateCleanup(fixture.stack, id, { store, keep: VersionRetention.keepNewest(1) }).cronJobName,
    );
    expect(new Set(names).size).toBe(2);
    expect(JSON.stringify(blueprintOf(fixture.stack))).toBe(JSON.stringify(blueprintOf(fixture.stack)));
  });

  test.each([0, 1.5, NaN])('fails when it keeps %p', (count) => {
    expect(() => VersionRetention.keepNewest(count)).toThrow(/^AIC-3369: the retention would keep nothing/);
  });

  test('fails when it keeps parts of a day', () => {
    expect(() => VersionRetention.keepFor(Duration.hours(5))).toThrow(
      /^AIC-3369: .*want at least one version, or whole/,
    );
  });

  test.each(['', '* * * *', 'daily', '$(id) * * * *'])('fails on the schedule %p', (schedule) => {
    expect(() => environmentOf({ schedule })).toThrow(/AIC-3370 at test\/Cleanup: the schedule of the clean-up/);
  });

  test('fails on a file system', () => {
    expect(() => environmentOf({ store: fileSystem() })).toThrow(/AIC-3366 at test\/Cleanup/);
  });
});
