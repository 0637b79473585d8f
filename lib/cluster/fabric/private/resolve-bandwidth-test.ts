import { IConstruct } from 'constructs';
import { ResolvedBandwidthTest } from './render-bandwidth-test';
import { IMAGES } from '../../../catalog/images';
import { FabricAttachment, IPool, SharingKind } from '../../../contracts/pool';
import { fail, prose, warn } from '../../../core/private/fail';
import { dnsLabel, checkDnsLabel } from '../../../core/private/names';
import { cpuQuantity } from '../../../units/private/cpu-quantity';
import { Duration } from '../../../units/duration';
import { Size } from '../../../units/size';
import { BandwidthTestProps, TestGroups } from '../bandwidth-test-props';
import { CollectiveBenchmark } from '../collective-benchmark';

const LABEL = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const CRON = /^([0-9A-Za-z*/,-]+\s+){4}[0-9A-Za-z*/,-]+$/;

/** By pool: the labels that tests of it write. */
const LABELS = new WeakMap<IPool, Set<string>>();

/** Every default decided, everything checked. */
export function resolveBandwidthTest(
  scope: IConstruct,
  props: BandwidthTestProps,
): Omit<ResolvedBandwidthTest, 'claims' | 'namespace'> {
  const { queue } = props;
  const { cluster, pool } = queue;
  const attachment = fabricOf(scope, pool);
  const nodes = checkNodes(scope, props);
  const label = checkLabel(scope, pool, props.label ?? 'ai-cloud/fabric-test');
  checkSchedule(scope, props.schedule);
  const smallest = props.smallestMessage ?? Size.mebibytes(512);
  const largest = props.largestMessage ?? Size.gibibytes(8);
  checkMessages(scope, smallest, largest);
  const benchmark = props.benchmark ?? defaultBenchmark(scope, pool);
  const devices = pool.allocate(scope, { devices: pool.devicesPerNode });
  return {
    name: checkDnsLabel(
      scope,
      'the name of the test',
      props.testName ?? dnsLabel(`bandwidth-${pool.poolName}`, 40),
      40,
    ),
    label,
    queueName: queue.queueName,
    schedulerName: queue.schedulerName,
    priorityClassName: queue.priorityClassName,
    nodes,
    groupSize: (props.groups ?? TestGroups.PAIRS) === TestGroups.PAIRS ? 2 : 0,
    slots: pool.devicesPerNode,
    image: cluster.registries.image(benchmark.image),
    program: benchmark.program,
    output: benchmark.output,
    smallestBytes: smallest.inBytes,
    largestBytes: largest.inBytes,
    threshold: props.minBusBandwidth.inGigabytesPerSecond,
    limitSeconds: (props.timeLimit ?? Duration.minutes(15)).inSeconds,
    attachment,
    devices,
    share: shareOf(pool),
    nodeLabels: pool.nodeLabels,
    tolerations: pool.tolerations,
    kubectlImage: cluster.registries.image(IMAGES.kubectl),
    shellImage: cluster.registries.image(IMAGES.busybox),
    pullSecretName: cluster.registries.pullSecretName,
  };
}

/** What goes with the devices of a node; the launcher fits beside it. */
function shareOf(pool: IPool): { [name: string]: string } {
  return {
    cpu: cpuQuantity(pool.cpuPerDevice * pool.devicesPerNode),
    memory: Size.bytes(pool.memoryPerDevice.inBytes * pool.devicesPerNode).toQuantity(),
  };
}

function fabricOf(scope: IConstruct, pool: IPool): FabricAttachment {
  const { fabric, sharing } = pool;
  if (fabric !== undefined && sharing.kind === SharingKind.WHOLE) return fabric;
  throw fail(scope, {
    code: 'AIC-2080',
    what: `the pool ${pool.poolName} has nothing to measure`,
    got: prose(fabric === undefined ? 'no fabric' : `devices shared by ${sharing.kind}`),
    want: 'a fabric, and devices that belong to one pod',
    fix: 'Give the pool a fabric, or take the test away.',
  });
}

function checkNodes(scope: IConstruct, { queue, nodes }: BandwidthTestProps): number {
  const { pool, deservedDevices, queueName } = queue;
  const count = nodes ?? pool.expectedNodes;
  if (!Number.isInteger(count) || count < 2 || count > pool.expectedNodes) {
    throw fail(scope, {
      code: 'AIC-2081',
      what: 'the test cannot have so many nodes',
      got: count,
      want: `a whole number from 2 to ${pool.expectedNodes}, which is what ${pool.poolName} expects`,
      fix: 'A network needs two ends; the rest is up to you.',
    });
  }
  const devices = count * pool.devicesPerNode;
  if (devices > deservedDevices) {
    warn(
      scope,
      'AIC-2082',
      `the test needs ${devices} devices at once and queue ${queueName} deserves ${deservedDevices}: ` +
        'it waits until others leave enough idle, and jobs that require it wait with it.',
    );
  }
  return count;
}

function checkLabel(scope: IConstruct, pool: IPool, label: string): string {
  const taken = LABELS.get(pool) ?? new Set<string>();
  LABELS.set(pool, taken);
  if (!LABEL.test(label) || taken.has(label) || label in pool.nodeLabels) {
    throw fail(scope, {
      code: 'AIC-2083',
      what: 'the test cannot have this label',
      got: label,
      want: `a label key that nothing else of ${pool.poolName} uses`,
      fix: "Give each test of a pool its own: label: 'acme.com/all-nodes-test'.",
    });
  }
  taken.add(label);
  return label;
}

function checkSchedule(scope: IConstruct, schedule: string | undefined): void {
  if (schedule === undefined || CRON.test(schedule)) return;
  throw fail(scope, {
    code: 'AIC-2084',
    what: 'the schedule is none',
    got: schedule,
    want: 'five fields: minute, hour, day of month, month, day of week',
    fix: "Write schedule: '0 3 * * 0' for Sunday at three; the zone goes into timeZone.",
  });
}

function checkMessages(scope: IConstruct, smallest: Size, largest: Size): void {
  if (smallest.inBytes >= 8 && smallest.inBytes <= largest.inBytes) return;
  throw fail(scope, {
    code: 'AIC-2085',
    what: 'the messages have no usable sizes',
    got: prose(`${smallest.toString()} to ${largest.toString()}`),
    want: 'at least 8 bytes, and the largest not below the smallest',
    fix: 'Leave both out for 512 MiB to 8 GiB, where the rate no longer rises.',
  });
}

function defaultBenchmark(scope: IConstruct, pool: IPool): CollectiveBenchmark {
  if (pool.acceleratorName.startsWith('NVIDIA ')) return CollectiveBenchmark.nccl();
  throw fail(scope, {
    code: 'AIC-2086',
    what: `no image with a benchmark for ${pool.acceleratorName} is published`,
    got: 'no benchmark',
    want: 'CollectiveBenchmark.rccl(…) or CollectiveBenchmark.hccl(…)',
    fix: 'Build an image with the benchmark, MPI and a server for SSH, and name it.',
  });
}
