import { IConstruct } from 'constructs';
import { ICluster } from '../../contracts/cluster';
import { IModel } from '../../contracts/model';
import { IPool } from '../../contracts/pool';
import { IQueue } from '../../contracts/queue';
import { foreignAmong } from '../../core/private/belongs';
import { fail, prose, warn } from '../../core/private/fail';
import { Duration } from '../../units/duration';
import { Size } from '../../units/size';
import { RuntimeConfig } from '../runtime-contract';
import { Scale } from '../scale';

/** `endpoint-<name>` must fit a Helm release name; `isvc.<name>-predictor`, a label, would allow 48. */
const LONGEST_NAME = 53 - 'endpoint-'.length;

export function checkName(scope: IConstruct, name: string): void {
  if (name.length <= LONGEST_NAME && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) return;
  throw fail(scope, {
    code: 'AIC-4001',
    what: 'the name of the endpoint is not usable',
    got: name,
    want: `a-z, 0-9 and '-', a letter first, at most ${LONGEST_NAME} characters (KServe and Helm add to it)`,
    fix: 'Shorten or clean the name.',
  });
}

export function checkServedName(scope: IConstruct, name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._/:-]*$/.test(name)) return;
  throw fail(scope, {
    code: 'AIC-4017',
    what: 'the served model name is not usable',
    got: name,
    want: "letters, digits, '.', '_', '/', ':' and '-'",
    fix: "For example 'qwen3-32b' or 'Qwen/Qwen3-32B'.",
  });
}

/** A tensor is split evenly: 1, 2, 4, 8, … devices of one node. */
export function checkDevices(scope: IConstruct, devices: number, pool: IPool): void {
  if (!Number.isInteger(devices) || devices < 1 || !Number.isInteger(Math.log2(devices))) {
    throw fail(scope, {
      code: 'AIC-4005',
      what: 'the devices of a replica cannot share its tensors evenly',
      got: devices,
      want: '1, 2, 4, 8 or another power of two',
      fix: 'Set devicesPerReplica to a power of two: attention heads of models divide by these.',
    });
  }
  if (devices > pool.devicesPerNode) {
    throw fail(scope, {
      code: 'AIC-4006',
      what: 'a replica does not fit one node',
      got: prose(`${devices} devices, where a node of ${pool.poolName} has ${pool.devicesPerNode}`),
      want: `at most ${pool.devicesPerNode}`,
      fix: 'Use fewer devices with a quantised model, or a pool with more devices per node.',
    });
  }
}

/** Weights and cache on what the runtime may use of the devices. */
export function checkFit(scope: IConstruct, model: IModel, runtime: RuntimeConfig, devices: number, pool: IPool): void {
  const needed = model.size.inBytes + runtime.cacheSize.inBytes;
  const perDevice = pool.deviceMemory.inBytes * runtime.deviceMemoryShare;
  if (needed <= devices * perDevice) return;
  const all = Size.bytes(pool.deviceMemory.inBytes * devices);
  const usable = Size.bytes(Math.floor(perDevice * devices));
  const share = Number((runtime.deviceMemoryShare * 100).toFixed(1));
  throw fail(scope, {
    code: 'AIC-4007',
    what: `the model ${model.modelName} does not fit one replica`,
    got: prose(
      `${model.size.toString()} of weights plus ${runtime.cacheSize.toString()} of KV cache on ${all.toString()} ` +
        `(${devices} × ${pool.acceleratorName})`,
    ),
    want: `at most ${usable.toString()} (${share} % of the devices' memory)`,
    fix: wayToFit(Math.ceil(needed / perDevice), pool, model.size.inBytes < devices * perDevice),
  });
}

function wayToFit(devices: number, pool: IPool, weightsFit: boolean): string {
  const even = 2 ** Math.ceil(Math.log2(devices));
  const lessCache = weightsFit ? ', or ask for less cache (cacheSize of the runtime)' : '';
  return even <= pool.devicesPerNode
    ? `Give the endpoint ${even} devices (devicesPerReplica: ${even}), or a quantised model${lessCache}.`
    : `No node of ${pool.poolName} holds it: use a quantised model, or a pool whose devices have more memory${lessCache}.`;
}

/** A format that nobody stated is the runtime's to find out. */
export function checkFormat(scope: IConstruct, model: IModel, { runtimeName, modelFormats }: RuntimeConfig): void {
  const { format, modelName } = model;
  if (format === undefined || modelFormats === undefined || modelFormats.includes(format)) return;
  throw fail(scope, {
    code: 'AIC-4023',
    what: `the runtime ${runtimeName} cannot read the model ${modelName}`,
    got: format,
    want: modelFormats.join(', '),
    fix: 'Serve it with a runtime made for this format, or store the model in another one.',
  });
}

export function checkCapacity(scope: IConstruct, scale: Scale, devices: number, pool: IPool): void {
  const perNode = Math.floor(pool.devicesPerNode / devices);
  const most = perNode * pool.expectedNodes;
  if (scale.maxReplicas <= most) return;
  throw fail(scope, {
    code: 'AIC-4009',
    what: `the replicas do not fit the pool ${pool.poolName}`,
    got: prose(`${scale.maxReplicas} replicas of ${devices} devices`),
    want: `at most ${most} (${perNode} on each of ${pool.expectedNodes} nodes)`,
    fix: 'Lower the upper bound of the scale, or expect more nodes.',
  });
}

export function checkCluster(scope: IConstruct, cluster: ICluster, pool: IPool, model: IModel): void {
  const foreign = foreignAmong([pool, ...model.hotPools], cluster);
  if (foreign === undefined) return;
  throw fail(scope, {
    code: 'AIC-4022',
    what: 'the endpoint, its pool and the pools of its model are not of one cluster',
    got: foreign.node.path,
    want: `pools of ${cluster.node.path}`,
    fix: 'Make an InferenceEdge and a TieredModelStore for each cluster, and give the endpoint pool and model of its own.',
  });
}

/** The pod goes where the cache is and where the pool is: elsewhere it would wait for ever. */
export function checkHot(scope: IConstruct, model: IModel, pool: IPool): void {
  const hot = model.hotPools.map((p) => p.poolName).sort();
  if (hot.length === 0 || hot.includes(pool.poolName)) return;
  throw fail(scope, {
    code: 'AIC-4010',
    what: `the model ${model.modelName} is not hot on the pool of the endpoint`,
    got: pool.poolName,
    want: `a pool of its hot tier (${hot.join(', ')}): pods are placed where the cache is`,
    fix: `Add ${pool.poolName} to the pools of the hot tier, or serve from a pool that has it.`,
  });
}

export function checkQueue(scope: IConstruct, cluster: ICluster, queue: IQueue | undefined, pool: IPool): IQueue {
  if (queue === undefined) {
    throw fail(scope, {
      code: 'AIC-4003',
      what: `the pool ${pool.poolName} has no queue for serving`,
      got: prose('no queue'),
      want: 'one, before the endpoint is added: it says how many devices are its own',
      fix:
        "Write cluster.queues.add('serving', { pool, deservedDevices: 64, purpose: QueuePurpose.SERVING }), " +
        'or give the endpoint a queue.',
    });
  }
  if (queue.pool.poolName !== pool.poolName || queue.cluster !== cluster) {
    throw fail(scope, {
      code: 'AIC-4004',
      what: `the queue ${queue.queueName} shares devices of another pool`,
      got: prose(`${queue.pool.poolName} of ${queue.cluster.node.path}`),
      want: `${pool.poolName} of ${cluster.node.path}, the pool of the endpoint`,
      fix: 'Give pool and queue of the same devices, or leave queue out.',
    });
  }
  return queue;
}

/** Borrowed devices can be taken back, but fewer replicas than the minimum are not what was asked for. */
export function warnOfBorrowing(scope: IConstruct, queue: IQueue, replicas: number, devices: number): void {
  if (replicas * devices <= queue.deservedDevices) return;
  warn(
    scope,
    'AIC-4018',
    `the fewest replicas need ${replicas * devices} devices, and the queue ${queue.queueName} owns ` +
      `${queue.deservedDevices}: the rest is borrowed and can be taken back. Raise deservedDevices, or lower the minimum.`,
  );
}

/** A replica that starts while its model becomes warm reads at the speed of the warm tier, and is killed when it takes too long. */
export function warnOfWarming(scope: IConstruct, model: IModel, startupSeconds: number): void {
  const { timeToWarm, requiredNodeLabels } = model;
  if (requiredNodeLabels !== undefined || timeToWarm === undefined || timeToWarm.inSeconds <= startupSeconds) return;
  warn(
    scope,
    'AIC-4024',
    `${model.modelName} becomes warm in ${timeToWarm.toGoString()}, and a replica is started again after ` +
      `${Duration.seconds(startupSeconds).toGoString()}: let it start when the model is warm, or raise startupTimeout.`,
  );
}
