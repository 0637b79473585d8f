import { Size, SparkProgram } from '../../lib';
import { made, specOf, Wishes } from './spark-fixture';

const warningsOf = (wishes: Wishes): string =>
  made(wishes)
    .job.node.metadata.map((m) => String(m.data))
    .join();

describe('a Spark job that cannot work', () => {
  test.each([
    ['fails without a scheme', () => SparkProgram.python('/opt/app/features.py')],
    ['fails without a class', () => SparkProgram.java('local:///app.jar', ' ')],
  ])('a program %s', (_title, make) => {
    expect(make).toThrow(/AIC-2250: the program of the Spark job cannot be found/);
  });

  test.each(['2.4.8', '3.0.3', '4.0', 'latest'])('fails for version %s of Spark', (sparkVersion) => {
    expect(() => made({ sparkVersion })).toThrow(/AIC-2251 at .*Features: .*want 3\.1\.0 or newer/);
  });

  test.each<Wishes>([{ executors: 0 }, { minExecutors: 9 }, { minExecutors: 0 }, { devicesPerExecutor: 0.5 }])(
    'fails for numbers of executors and devices that are none: %j',
    (wishes) => {
      expect(() => made(wishes)).toThrow(/AIC-2252 at .*Features/);
    },
  );

  test.each<[string, Wishes]>([
    ['executor', { executor: { cores: 200, memory: Size.gibibytes(8) } }],
    ['executor', { executor: { cores: 2.5, memory: Size.gibibytes(8) } }],
    ['executor', { executor: { cores: 2, memory: Size.mebibytes(512) } }],
    ['driver', { driver: { cores: 1, memory: Size.tebibytes(9) } }],
  ])('fails for a size of the %s that no node has: %j', (role, wishes) => {
    expect(() => made(wishes)).toThrow(new RegExp(`AIC-2253 at .*Features: the ${role} fits no node of h800`));
  });

  test.each([
    'spark.executor.instances',
    'spark.executor.pyspark.memory',
    'spark.kubernetes.scheduler.name',
    'spark.kubernetes.executor.scheduler.name',
    'spark.kubernetes.driver.container.image',
    'spark.kubernetes.executor.podTemplateFile',
    'spark.kubernetes.executor.request.cores',
  ])('fails for %s, which the job sets itself', (name) => {
    expect(() => made({ configuration: { [name]: '3' } })).toThrow(new RegExp(`AIC-2254 at .*got \\[ '${name}' \\]`));
  });

  test.each([
    ['spark.hadoop.fs.s3a.secret.key', 'wJalrXUtnFEMI/K7MDENG'],
    ['spark.hadoop.javax.jdo.option.ConnectionPassword', 'correct horse'],
    ['spark.jars.repositories', 'https://me:secret@repo.acme.com/maven'],
  ])('fails for a credential in %s, and does not tell it', (name, value) => {
    const failing = (): unknown => made({ configuration: { [name]: value } });
    expect(failing).toThrow(new RegExp(`AIC-2266 at .*got \\[ '${name}' \\]`));
    expect(failing).not.toThrow(value);
  });

  test('takes settings that only sound like credentials', () => {
    const configuration = {
      'spark.hadoop.fs.s3a.aws.credentials.provider': 'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
      'spark.kubernetes.kerberos.tokenSecret.itemKey': 'hadoop-token',
    };
    expect(specOf({ configuration }).sparkConf).toMatchObject(configuration);
  });

  test.each(['nightly', '0 3 * *'])('fails for the schedule %s', (schedule) => {
    expect(() => made({ schedule })).toThrow(/AIC-2255 at .*want five fields/);
  });

  test('fails for a gang of executors that the pool never holds', () => {
    const executor = { cores: 90, memory: Size.gibibytes(40) };
    expect(() => made({ executors: 33, executor })).toThrow(/AIC-2256 at .*got 33 executors, want at most 32/);
    expect(made({ executors: 33, minExecutors: 32, executor }).job.jobName).toBe('features');
    expect(() => made({ executors: 17, devicesPerExecutor: 8, deserved: 128 })).toThrow(
      /AIC-2256 at .*want at most 16/,
    );
  });

  test('warns about a gang above what its queue deserves', () => {
    expect(warningsOf({ deserved: 1 })).toMatch(/AIC-2257: the executors use what goes with 2 devices/);
    expect(warningsOf({})).not.toMatch(/AIC-2257/);
  });
});
