import { IConstruct } from 'constructs';
import { credentialsAmong } from './check-pod';
import { IPool } from '../../contracts/pool';
import { fail, prose, warn } from '../../core/private/fail';
import { SparkJobProps, SparkResources } from '../spark-job-props';

const GIB = 1024 ** 3;

/** Settings that follow from what the job is. */
const OWN_SETTINGS = [
  /^spark\.executor\.(instances|cores|memory|memoryOverhead)$/,
  /^spark\.executor\.(pyspark\.memory|resource\.gpu\.(amount|vendor))$/,
  /^spark\.driver\.(cores|memory|memoryOverhead)$/,
  /^spark\.dynamicAllocation\.(enabled|minExecutors|maxExecutors|initialExecutors)$/,
  /^spark\.kubernetes\.(namespace|allocation\.batch\.size)$/,
  /^spark\.kubernetes\.((driver|executor)\.)?(scheduler\.name|container\.image)$/,
  /^spark\.kubernetes\.(driver|executor)\.(podTemplateFile|podTemplateContainerName|(request|limit)\.cores)$/,
];

export function checkSparkJob(scope: IConstruct, props: SparkJobProps): void {
  checkVersion(scope, props.sparkVersion);
  checkExecutors(scope, props);
  checkResources(scope, props);
  checkRoom(scope, props);
  checkNoCredentials(scope, props);
  const own = Object.keys(props.configuration ?? {}).filter((name) => OWN_SETTINGS.some((o) => o.test(name)));
  if (own.length > 0) {
    throw fail(scope, {
      code: 'AIC-2254',
      what: 'the configuration sets what the job sets by itself',
      got: own.sort(),
      want: 'other settings of Spark',
      fix: 'Use executors, executor, devicesPerExecutor, driver and namespace of the job.',
    });
  }
  if (props.schedule !== undefined && !/^(@(hourly|daily|weekly|monthly|yearly)|\S+( \S+){4})$/.test(props.schedule)) {
    throw fail(scope, {
      code: 'AIC-2255',
      what: 'the schedule is no cron expression',
      got: props.schedule,
      want: 'five fields, or @hourly, @daily, @weekly, @monthly, @yearly',
      fix: "For example '0 3 * * *' for three o'clock each night, UTC.",
    });
  }
}

/** Settings stand in the object of the job, in a ConfigMap and on Spark's own page. */
function checkNoCredentials(scope: IConstruct, { configuration = {} }: SparkJobProps): void {
  const names = credentialsAmong(configuration);
  if (names.length === 0) return;
  throw fail(scope, {
    code: 'AIC-2266',
    what: 'the configuration holds credentials in plain text',
    got: names.sort(),
    want: 'credentials by the name of a Secret',
    fix:
      'Give them as secretEnvironment, which the client reads by itself: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for ' +
      's3a://; or mount them from a volume.',
  });
}

/** Pod templates, which carry everything here, came with 3.0; tracking of shuffles for executors on demand with 3.1. */
function checkVersion(scope: IConstruct, version: string): void {
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+$/.exec(version)?.map(Number) ?? [];
  if (major === undefined || major < 3 || (major === 3 && minor < 1)) {
    throw fail(scope, {
      code: 'AIC-2251',
      what: 'the version of Spark is not usable',
      got: version,
      want: '3.1.0 or newer, in three numbers',
      fix: 'Name the version that is in the image; older ones know neither pod templates nor executors on demand.',
    });
  }
}

function checkExecutors(scope: IConstruct, { executors, minExecutors, devicesPerExecutor }: SparkJobProps): void {
  const isCount = (n: number, least: number): boolean => Number.isInteger(n) && n >= least;
  if (
    isCount(executors, 1) &&
    isCount(minExecutors ?? executors, 1) &&
    (minExecutors ?? executors) <= executors &&
    isCount(devicesPerExecutor ?? 0, 0)
  ) {
    return;
  }
  throw fail(scope, {
    code: 'AIC-2252',
    what: 'the numbers of executors and their devices are not usable',
    got: { executors, minExecutors, devicesPerExecutor },
    want: 'whole numbers: 1 ≤ minExecutors ≤ executors, and 0 or more devices',
    fix: 'Leave minExecutors out for a fixed number of executors.',
  });
}

function checkResources(scope: IConstruct, props: SparkJobProps): void {
  const { pool } = props.queue;
  const parts: [string, SparkResources][] = [['executor', props.executor]];
  if (props.driver !== undefined) parts.push(['driver', props.driver]);
  for (const [name, { cores, memory }] of parts) {
    const fits = Number.isInteger(cores) && cores >= 1 && cores <= pool.cpuPerNode;
    if (fits && memory.inBytes >= GIB && memory.inBytes <= pool.memoryPerNode.inBytes) continue;
    throw fail(scope, {
      code: 'AIC-2253',
      what: `the ${name} fits no node of ${pool.poolName}`,
      got: prose(`${cores} cores and ${memory.toString()}`),
      want: `whole cores from 1 to ${Math.floor(pool.cpuPerNode)}, and from 1 GiB to ${pool.memoryPerNode.toString()}`,
      fix: 'Use more executors that are smaller: five cores each is usual.',
    });
  }
}

/** A gang that finds no room waits for ever; one above what its queue deserves lives on what others leave idle. */
function checkRoom(scope: IConstruct, props: SparkJobProps): void {
  const { pool, deservedDevices, queueName } = props.queue;
  const perNode = executorsPerNode(pool, props);
  const together = props.minExecutors ?? props.executors;
  if (together > perNode * pool.expectedNodes) {
    throw fail(scope, {
      code: 'AIC-2256',
      what: 'the executors that start together never fit the pool',
      got: prose(`${together} executors`),
      want: `at most ${perNode * pool.expectedNodes} (${pool.expectedNodes} nodes of ${pool.poolName} with ${perNode} each)`,
      fix: 'Lower executors, or set minExecutors: Spark asks for the others when there is room.',
    });
  }
  const share = Math.max(
    (props.executor.cores * together) / pool.cpuPerDevice,
    (props.executor.memory.inBytes * together) / pool.memoryPerDevice.inBytes,
    (props.devicesPerExecutor ?? 0) * together,
  );
  if (share > deservedDevices) {
    warn(
      scope,
      'AIC-2257',
      `the executors use what goes with ${Math.ceil(share)} devices and queue ${queueName} deserves ${deservedDevices}: ` +
        'they run on what others leave idle only, and take nothing back.',
    );
  }
}

function executorsPerNode(pool: IPool, { executor, devicesPerExecutor = 0 }: SparkJobProps): number {
  return Math.floor(
    Math.min(
      pool.cpuPerNode / executor.cores,
      pool.memoryPerNode.inBytes / executor.memory.inBytes,
      devicesPerExecutor === 0 ? Infinity : pool.devicesPerNode / devicesPerExecutor,
    ),
  );
}
