import { Prefetch } from '../../../lib';
import { planPrefetch } from '../../../lib/model-store/moving/private/plan-prefetch';
import { absent, manifestsOf, testStack } from '../../harness';
import { Fixture, QWEN, stackWith } from '../fixture';

const CRON_JOB = 'CronJob/load-qwen3-32b';
const nightly = Prefetch.schedule('0 2 * * *', { timeZone: 'Asia/Shanghai' });
const loadsOf = (prefetch: Prefetch): any[] =>
  Object.values(manifestsOf(stackWith({ prefetch }))).filter((m) => m.kind === 'DataLoad');
const cronJobOf = (prefetch: Prefetch): any => manifestsOf(stackWith({ prefetch }))[CRON_JOB];

describe('a scheduled prefetch', () => {
  test('has its times and its zone from Kubernetes, which Fluid does not know', () => {
    const { spec } = cronJobOf(nightly);
    expect(spec).toMatchObject({ schedule: '0 2 * * *', timeZone: 'Asia/Shanghai', concurrencyPolicy: 'Forbid' });
    expect(cronJobOf(Prefetch.schedule('30 4 * * 1-5')).spec).toMatchObject({
      schedule: '30 4 * * 1-5',
      timeZone: 'UTC',
    });
  });

  test('loads on deploy too, unless it is told not to', () => {
    expect(loadsOf(nightly)).toStrictEqual(loadsOf(Prefetch.ON_DEPLOY));
    expect(loadsOf(nightly)).toHaveLength(1);
    expect(loadsOf(Prefetch.schedule('0 2 * * *', { onDeploy: false }))).toStrictEqual([]);
  });

  test('makes the same load as on deploy, under a name of its own', () => {
    const [onDeploy] = loadsOf(nightly);
    const objects = manifestsOf(stackWith({ prefetch: nightly }));
    const load = JSON.parse(objects['ConfigMap/load-qwen3-32b'].data['load.json']);
    expect(load.spec).toStrictEqual(onDeploy.spec);
    expect(load.metadata.name).toMatch(/^qwen3-32b-[0-9a-f]{8}$/);
    expect(load.metadata.name).not.toBe(onDeploy.metadata.name);
  });

  test('deletes the last load, makes a new one and waits for its end', () => {
    const pod = cronJobOf(nightly).spec.jobTemplate.spec.template.spec;
    const load = JSON.parse(
      manifestsOf(stackWith({ prefetch: nightly }))['ConfigMap/load-qwen3-32b'].data['load.json'],
    );
    expect(pod.initContainers[0].command).toStrictEqual([
      'kubectl',
      'replace',
      '--force',
      '--namespace=models',
      '--filename=/load/load.json',
    ]);
    // An hour, and 66 GiB at 50 MiB/s.
    expect(pod.containers[0].command).toStrictEqual([
      'kubectl',
      'wait',
      `dataloads.data.fluid.io/${load.metadata.name}`,
      '--namespace=models',
      '--for=jsonpath={.status.phase}=Complete',
      '--timeout=4952s',
    ]);
    expect(cronJobOf(nightly).spec.jobTemplate.spec.activeDeadlineSeconds).toBe(4952);
  });

  test('may make loads in its namespace, and touch that one only', () => {
    const objects = manifestsOf(stackWith({ prefetch: nightly }));
    const load = JSON.parse(objects['ConfigMap/load-qwen3-32b'].data['load.json']);
    expect(objects['Role/load-qwen3-32b'].rules).toStrictEqual([
      { apiGroups: ['data.fluid.io'], resources: ['dataloads'], verbs: ['create'] },
      {
        apiGroups: ['data.fluid.io'],
        resources: ['dataloads'],
        resourceNames: [load.metadata.name],
        verbs: ['delete', 'get', 'list', 'watch'],
      },
    ]);
    expect(objects['RoleBinding/load-qwen3-32b'].subjects).toStrictEqual([
      { kind: 'ServiceAccount', name: 'load-qwen3-32b', namespace: 'models' },
    ]);
    const pod = cronJobOf(nightly).spec.jobTemplate.spec.template.spec;
    expect(pod.serviceAccountName).toBe('load-qwen3-32b');
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  test('is there only where it is asked for', () => {
    absent(cronJobOf, nightly, Prefetch.ON_DEPLOY);
    expect(cronJobOf(nightly)).toBeDefined();
  });

  test('keeps its name within the limit of a CronJob, and unique', () => {
    const fixture = new Fixture();
    const store = fixture.store();
    for (const end of ['a', 'b']) store.add(`${'m'.repeat(44)}${end}`, { ...QWEN, prefetch: nightly });
    const names = Object.keys(manifestsOf(fixture.stack)).filter((key) => key.startsWith('CronJob/'));
    expect(names).toHaveLength(2);
    expect(names.filter((name) => name.length > 'CronJob/'.length + 52)).toStrictEqual([]);
  });

  test.each([
    '',
    '0 2 * *',
    '@daily',
    'TZ=Asia/Shanghai 0 2 * * *',
    '0 2 * * * *',
    '99 2 * * *',
    '0 25 * * *',
    '0 2 * * 7',
    'at two each night please',
  ])('fails on the schedule %p', (cron) => {
    expect(() => Prefetch.schedule(cron)).toThrow(/AIC-3270.*five fields/);
  });

  test.each(['*/15 8-18 1,15 jan-MAR Mon-Fri', '05 02 31 12 0', '? 0/2 * * 6'])('takes the schedule %p', (cron) => {
    expect(Prefetch.schedule(cron).times?.schedule).toBe(cron);
  });

  test.each(['', 'Asia Shanghai', '+08:00'])('fails on the time zone %p', (timeZone) => {
    expect(() => Prefetch.schedule('0 2 * * *', { timeZone })).toThrow(/AIC-3271.*IANA/);
  });
});

describe('an engine', () => {
  const plan = (load: any, prefetch: Prefetch, after?: any): any => {
    const files: any = { name: 'qwen', namespace: 'models', prefetch, cacheBytes: 1024 ** 3, replicas: 1, pools: [] };
    const cache: any = {
      load,
      claimName: 'qwen',
      pathInClaim: 'v1',
      sourceUrl: 's3://a/v1',
      podLabels: { near: 'yes' },
    };
    return planPrefetch(testStack(), files, 'some-engine', cache, new Fixture().cluster.registries, after);
  };
  const done = {
    resource: 'localmodelcaches.serving.kserve.io',
    name: 'qwen',
    jsonPath: '{.status.copies.available}=2',
  };
  const reading = { kind: 'reading' };

  test('that copies by itself is waited for', () => {
    expect(plan({ kind: 'by-itself', done }, Prefetch.ON_DEPLOY)).toStrictEqual({ objects: [], done });
  });

  test('without a load of its own has all files read once, where the cache is', () => {
    const { objects, done: awaited } = plan(reading, Prefetch.ON_DEPLOY);
    expect(objects).toHaveLength(1);
    const { metadata, spec } = objects[0].manifest;
    expect(spec.template.metadata.labels).toStrictEqual({ near: 'yes' });
    expect(spec.template.spec.volumes).toStrictEqual([
      { name: 'models', persistentVolumeClaim: { claimName: 'qwen', readOnly: true } },
    ]);
    expect(spec.template.spec.containers[0].command.slice(0, 4)).toStrictEqual([
      'rclone',
      'hashsum',
      'sha256',
      '/models/v1',
    ]);
    expect(awaited).toStrictEqual({
      resource: 'jobs.batch',
      name: metadata.name,
      namespace: 'models',
      jsonPath: '{.status.succeeded}=1',
    });
  });

  test('without a load of its own has them read again by schedule', () => {
    expect(plan(reading, nightly).objects.map((one: any) => one.manifest.kind)).toStrictEqual(['Job', 'CronJob']);
    const late = plan(reading, Prefetch.schedule('0 2 * * *', { onDeploy: false }));
    expect(late.objects[0].manifest.spec).toMatchObject({ schedule: '0 2 * * *', timeZone: 'UTC' });
    expect(late.done).toMatchObject({ resource: 'cronjobs.batch', jsonPath: '{.status.lastSuccessfulTime}' });
  });

  test('that is never told to load has nothing to wait for', () => {
    const load = { kind: 'data-load', manifest: { metadata: { name: 'a', namespace: 'b' } } };
    expect(plan(load, Prefetch.NEVER).done).toBeUndefined();
    expect(plan(load, Prefetch.ON_DEPLOY).done).toMatchObject({ name: 'a', namespace: 'b' });
    expect(plan(reading, Prefetch.NEVER)).toStrictEqual({ objects: [], done: undefined });
  });
});
