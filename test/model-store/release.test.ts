import {
  ClaimVolume,
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
  WarmFileSystem,
  WarmTier,
  WorkloadIdentity,
} from '../../lib';
import { manifestsOf } from '../harness';
import { Fixture, minio } from './fixture';

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
