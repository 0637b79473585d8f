import { IConstruct } from 'constructs';
import { INodeGate } from '../../contracts/node-gate';
import { IQueue, QueuePurpose } from '../../contracts/queue';
import { fail, prose, warn } from '../../core/private/fail';
import { JobPlacement } from '../job-placement';
import { TrainingJobProps } from '../training-job-props';

/** With fewer retries, a job that lends is soon failed for having lent. */
const FEW_RETRIES = 10;

export function checkCommand(scope: IConstruct, command: string[]): void {
  if (command.length === 0 || command[0] === '') {
    throw fail(scope, {
      code: 'AIC-2205',
      what: 'the job has no command',
      got: command,
      want: 'a program and its arguments',
      fix: "For example ['torchrun', 'train.py'].",
    });
  }
}

export function checkQueue(scope: IConstruct, queue: IQueue): void {
  if (queue.purpose === QueuePurpose.SERVING) {
    throw fail(scope, {
      code: 'AIC-2221',
      what: `the queue ${queue.queueName} is for serving`,
      got: queue.purpose,
      want: 'a queue for training',
      fix: 'Pods of a serving queue come before all training and are not evicted: add a queue with QueuePurpose.TRAINING.',
    });
  }
}

/** Whole devices, or a part of one for a gang of one: ranks on one device would wait for each other. */
export function checkDevices(scope: IConstruct, props: TrainingJobProps): void {
  const { queue, gangSize, devicesPerPod, deviceRequest } = props;
  const most = queue.pool.devicesPerNode;
  if (devicesPerPod === 0 && gangSize === 1) return checkWithoutDevices(scope, props);
  if (devicesPerPod !== undefined && (!Number.isInteger(devicesPerPod) || devicesPerPod < 1 || devicesPerPod > most)) {
    throw fail(scope, {
      code: 'AIC-2203',
      what: 'a pod of the gang fits no node',
      got: prose(`${devicesPerPod} devices per pod`),
      want: `a whole number from 1 to ${most}, which is what a node of ${queue.pool.poolName} has`,
      fix: 'Use more pods of fewer devices: gangSize times devicesPerPod is what counts.',
    });
  }
  if (
    (devicesPerPod === undefined) === (deviceRequest === undefined) ||
    (deviceRequest !== undefined && gangSize > 1)
  ) {
    throw fail(scope, {
      code: 'AIC-2222',
      what: 'it is not clear what each pod gets',
      got: { gangSize, devicesPerPod, deviceRequest },
      want: 'devicesPerPod, or a deviceRequest for a gang of one pod',
      fix: 'Parts of devices are for single pods: a gang needs whole ones, since its ranks wait for each other.',
    });
  }
}

/** Nothing goes with no device: a pod without any says how large it is. */
function checkWithoutDevices(scope: IConstruct, props: TrainingJobProps): void {
  const { deviceRequest, cpuPerPod, memoryPerPod } = props;
  if (deviceRequest === undefined && cpuPerPod !== undefined && memoryPerPod !== undefined) return;
  throw fail(scope, {
    code: 'AIC-2258',
    what: 'it is not clear what a pod without devices gets',
    got: { cpuPerPod, memoryPerPod: memoryPerPod?.toString(), deviceRequest },
    want: 'one pod with cpuPerPod and memoryPerPod',
    fix: 'Give both, for example cpuPerPod: 2, memoryPerPod: Size.gibibytes(8); gangs train on devices.',
  });
}

/** Whether so many pods of so many devices can ever run at once. */
export function checkGang(scope: IConstruct, queue: IQueue, gangSize: number, devices: number): void {
  const { pool } = queue;
  if (!Number.isInteger(gangSize) || gangSize < 1) {
    throw fail(scope, {
      code: 'AIC-2202',
      what: 'the gang has no usable size',
      got: gangSize,
      want: 'a whole number of pods, 1 or more',
      fix: 'gangSize is the number of pods that start together, most often one per node.',
    });
  }
  const perNode = podsPerNode(queue, devices);
  const most = pool.expectedNodes * perNode;
  if (gangSize > most) {
    throw fail(scope, {
      code: 'AIC-2204',
      what: 'the gang is larger than the pool, so that it would wait for ever',
      got: prose(`${gangSize} pods of ${devices} = ${gangSize * devices} devices`),
      want: `at most ${most} pods (${pool.expectedNodes} nodes with ${pool.devicesPerNode} devices each${
        isOnHostNetwork(queue) ? ', one pod per node as its port is taken there' : ''
      })`,
      fix: 'Lower gangSize, or raise expectedNodes of the pool.',
    });
  }
  if (gangSize * devices > queue.deservedDevices) {
    warn(
      scope,
      'AIC-2207',
      `the gang needs ${gangSize * devices} devices and queue ${queue.queueName} deserves ${queue.deservedDevices}: ` +
        'it runs on what others leave idle only, and takes nothing back.',
    );
  }
}

function podsPerNode(queue: IQueue, devices: number): number {
  return isOnHostNetwork(queue) ? 1 : Math.floor(queue.pool.devicesPerNode / (devices || 1));
}

function isOnHostNetwork({ pool }: IQueue): boolean {
  return pool.fabric?.hostNetwork ?? false;
}

export function checkElastic(scope: IConstruct, props: TrainingJobProps, isElastic: boolean, devices: number): void {
  const { queue, gangSize, minGangSize } = props;
  if (minGangSize === undefined || minGangSize === gangSize) return;
  if (!Number.isInteger(minGangSize) || minGangSize < 1 || minGangSize > gangSize || !isElastic) {
    throw fail(scope, {
      code: 'AIC-2223',
      what: 'the gang cannot shrink so far',
      got: prose(
        `minGangSize ${minGangSize} of ${gangSize}${isElastic ? '' : ', with a framework or a command that is rigid'}`,
      ),
      want: `a whole number from 1 to ${gangSize}, with Framework.pytorch() and a command that starts with torchrun`,
      fix: 'Leave minGangSize out for a gang that runs whole or not at all; leave out flags of torchrun about the gang.',
    });
  }
  if (minGangSize * devices > queue.deservedDevices) {
    warn(
      scope,
      'AIC-2240',
      `the smallest gang needs ${minGangSize * devices} devices and queue ${queue.queueName} deserves ` +
        `${queue.deservedDevices}: it can never be sure of its minimum, since what is beyond that is only lent.`,
    );
  }
}

export function checkRetries(scope: IConstruct, queue: IQueue, maxRetry: number | undefined): void {
  if (maxRetry === undefined) return;
  if (!Number.isInteger(maxRetry) || maxRetry < 1) {
    throw fail(scope, {
      code: 'AIC-2208',
      what: 'the number of retries is not usable',
      got: maxRetry,
      want: 'a whole number, 1 or more',
      fix: 'Every eviction counts as a retry; leave it out for 100.',
    });
  }
  if (maxRetry < FEW_RETRIES && queue.reclaimable) {
    warn(
      scope,
      'AIC-2224',
      `the job fails after ${maxRetry} starts, and each time that queue ${queue.queueName} gives borrowed devices back ` +
        `counts as one. Leave maxRetry out, or give the queue reclaimable: false.`,
    );
  }
}

export function checkTimeLimit(scope: IConstruct, { timeLimit }: TrainingJobProps): void {
  if (timeLimit?.inSeconds === 0) {
    throw fail(scope, {
      code: 'AIC-2225',
      what: 'the job has no time',
      got: timeLimit.toString(),
      want: 'more than nothing',
      fix: 'Leave timeLimit out for as long as it takes.',
    });
  }
}

/** Volcano's webhook refuses two, and Kubernetes would take the first. */
export function checkErrorPolicies(scope: IConstruct, { errorPolicies = [] }: TrainingJobProps): void {
  const codes = errorPolicies.map(({ exitCode }) => exitCode);
  const twice = codes.filter((code, i) => codes.indexOf(code) !== i);
  if (twice.length > 0) {
    throw fail(scope, {
      code: 'AIC-2229',
      what: 'an exit code has two policies',
      got: twice,
      want: 'one for each',
      fix: 'Keep the one that is meant.',
    });
  }
}

export function checkGates(scope: IConstruct, queue: IQueue, gates: INodeGate[]): void {
  const foreign = gates.filter(({ pool }) => pool !== queue.pool);
  if (foreign.length > 0) {
    throw fail(scope, {
      code: 'AIC-2226',
      what: 'the job waits for a test of nodes that it does not run on',
      got: foreign.map(({ pool }) => pool.poolName),
      want: `a test of the pool ${queue.pool.poolName}, whose devices queue ${queue.queueName} shares`,
      fix: 'Give the test that was made for this pool.',
    });
  }
}

export function checkPlacement(
  scope: IConstruct,
  queue: IQueue,
  { tier, required }: JobPlacement,
  gangSize: number,
  devices: number,
): void {
  if (tier.cluster !== queue.cluster) {
    throw fail(scope, {
      code: 'AIC-2227',
      what: `the tier ${tier.tierName} belongs to another cluster`,
      got: tier.cluster.node.path,
      want: queue.cluster.node.path,
      fix: 'Give a tier of the cluster that the queue belongs to.',
    });
  }
  if (!required || tier.nodesPerDomain === undefined) return;
  const most = tier.nodesPerDomain * podsPerNode(queue, devices);
  if (gangSize > most) {
    throw fail(scope, {
      code: 'AIC-2228',
      what: `the gang is larger than a ${tier.tierName}, so that it would wait for ever`,
      got: prose(`${gangSize} pods of ${devices} devices`),
      want: `at most ${most} pods, which the ${tier.nodesPerDomain} nodes of the largest one take`,
      fix: 'Name a higher tier, use JobPlacement.preferably(), or lower gangSize.',
    });
  }
}

export function checkJobName(scope: IConstruct, name: string, longest: number): void {
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > longest) {
    throw fail(scope, {
      code: 'AIC-2206',
      what: 'the name of the job is not usable for its Service and its pods',
      got: name,
      want: `a-z, 0-9 and '-', a letter first, at most ${longest} characters`,
      fix: "Set jobName, for example 'finetune'.",
    });
  }
}
