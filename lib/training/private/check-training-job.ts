import { IConstruct } from 'constructs';
import { IPool } from '../../contracts/pool';
import { IQueue } from '../../contracts/queue';
import { fail, prose, warn } from '../../core/private/fail';
import { isToken } from '../../core/private/tokens';
import { Size } from '../../units/size';

/** Serving gets its devices back within a minute: pods must have gone by then. */
const LONGEST_GRACE_SECONDS = 45;

export function checkImage(scope: IConstruct, image: string): void {
  if (isToken(image)) return;
  const last = image.slice(image.lastIndexOf('/') + 1);
  const isPinned =
    /@sha256:[0-9a-f]{64}$/.test(image) || (/:[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(last) && !image.includes('@'));
  if (!isPinned || /:latest$/.test(last)) {
    throw fail(scope, {
      code: 'AIC-2201',
      what: 'the image may change under the job',
      got: image,
      want: 'a digest (…@sha256:<64 hex>) or a version tag that is not latest',
      fix: 'Pin the image: a gang that restarts must not mix two versions.',
    });
  }
}

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

/** Whether so many pods of so many devices can ever run at once. */
export function checkGang(scope: IConstruct, queue: IQueue, gangSize: number, devicesPerPod: number): void {
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
  if (!Number.isInteger(devicesPerPod) || devicesPerPod < 1 || devicesPerPod > pool.devicesPerNode) {
    throw fail(scope, {
      code: 'AIC-2203',
      what: 'a pod of the gang fits no node',
      got: prose(`${devicesPerPod} devices per pod`),
      want: `a whole number from 1 to ${pool.devicesPerNode}, which is what a node of ${pool.poolName} has`,
      fix: 'Use more pods of fewer devices: gangSize times devicesPerPod is what counts.',
    });
  }
  const most = pool.expectedNodes * Math.floor(pool.devicesPerNode / devicesPerPod);
  if (gangSize > most) {
    throw fail(scope, {
      code: 'AIC-2204',
      what: 'the gang is larger than the pool, so that it would wait for ever',
      got: prose(`${gangSize} pods of ${devicesPerPod} = ${gangSize * devicesPerPod} devices`),
      want: `at most ${most} pods (${pool.expectedNodes} nodes with ${pool.devicesPerNode} devices each)`,
      fix: 'Lower gangSize, or raise expectedNodes of the pool.',
    });
  }
  if (gangSize * devicesPerPod > queue.deservedDevices) {
    warn(
      scope,
      'AIC-2207',
      `the gang needs ${gangSize * devicesPerPod} devices and queue ${queue.queueName} deserves ${queue.deservedDevices}: ` +
        'it runs on what others leave idle only, and takes nothing back.',
    );
  }
}

export function checkRetries(scope: IConstruct, maxRetry: number): void {
  if (!Number.isInteger(maxRetry) || maxRetry < 1) {
    throw fail(scope, {
      code: 'AIC-2208',
      what: 'the number of retries is not usable',
      got: maxRetry,
      want: 'a whole number, 1 or more',
      fix: 'Every eviction counts as a retry; leave it out for 100.',
    });
  }
}

export function checkShare(scope: IConstruct, pool: IPool, cpu: number, memory: Size, sharedMemory: Size): void {
  if (!(cpu > 0) || cpu > pool.cpuPerNode || memory.inBytes > pool.memoryPerNode.inBytes) {
    throw fail(scope, {
      code: 'AIC-2209',
      what: 'a pod of the gang asks for more than a node has',
      got: prose(`${cpu} cores and ${memory.toString()}`),
      want: `more than 0 and at most ${pool.cpuPerNode} cores and ${pool.memoryPerNode.toString()}`,
      fix: 'Leave cpuPerPod and memoryPerPod out for the share that goes with the devices.',
    });
  }
  if (sharedMemory.inBytes >= memory.inBytes) {
    throw fail(scope, {
      code: 'AIC-2212',
      what: 'shared memory leaves nothing of the memory of the pod, which it counts against',
      got: prose(`${sharedMemory.toString()} of ${memory.toString()}`),
      want: 'less than the memory of the pod',
      fix: 'Lower sharedMemory, or raise memoryPerPod.',
    });
  }
}

export function checkEnvironment(scope: IConstruct, environment: { [name: string]: string }, taken: string[]): void {
  const clashes = Object.keys(environment).filter((name) => taken.includes(name));
  if (clashes.length > 0) {
    throw fail(scope, {
      code: 'AIC-2210',
      what: 'the environment sets what the framework sets in each pod',
      got: clashes,
      want: `none of ${taken.join(', ')}`,
      fix: 'Remove it: the value differs from pod to pod.',
    });
  }
}

export function checkGrace(scope: IConstruct, seconds: number): void {
  if (seconds > LONGEST_GRACE_SECONDS) {
    warn(
      scope,
      'AIC-2211',
      `pods have ${seconds} s to end: serving, which is promised its devices within a minute, waits for them.`,
    );
  }
}

export function checkJobName(scope: IConstruct, name: string): void {
  if (!/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/.test(name)) {
    throw fail(scope, {
      code: 'AIC-2206',
      what: 'the name of the job is not usable for its Service and its pods',
      got: name,
      want: "a-z, 0-9 and '-', a letter first, at most 40 characters",
      fix: "Set jobName, for example 'finetune'.",
    });
  }
}
