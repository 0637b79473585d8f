import { IConstruct } from 'constructs';
import {
  checkCapacity,
  checkCluster,
  checkDevices,
  checkFit,
  checkFormat,
  checkHot,
  checkQueue,
  checkServedName,
  warnOfBorrowing,
  warnOfWarming,
} from './check-endpoint';
import { EndpointHost } from './endpoint-host';
import { DRAIN_SECONDS, MODEL_MOUNT, ResolvedEndpoint } from './render-endpoint';
import { pullSecrets } from './render-platform';
import { DeviceAllocation } from '../../contracts/device-request';
import { IPool } from '../../contracts/pool';
import { IQueue } from '../../contracts/queue';
import { renderLastingClaims } from '../../core/private/device-claims';
import { cpuQuantity } from '../../units/private/cpu-quantity';
import { Size } from '../../units/size';
import { InferenceEndpointOptions } from '../endpoint-options';
import { RuntimeConfig } from '../runtime-contract';

export interface Resolution {
  readonly endpoint: ResolvedEndpoint;
  readonly queue: IQueue;
  readonly runtime: string;
  readonly servedModelName: string;
}

type Quantities = { [name: string]: string };

const COMPILE_SECONDS = 600;
const COLD_READ = Size.mebibytes(250).inBytes;
const MEBI = 1024 ** 2;

/** Every default decided, every number checked. */
export function resolveEndpoint(
  scope: IConstruct,
  name: string,
  host: EndpointHost,
  o: InferenceEndpointOptions,
): Resolution {
  const { model, pool, scale } = o;
  const devices = o.devicesPerReplica;
  const servedModelName = o.servedModelName ?? model.modelName;
  checkServedName(scope, servedModelName);
  checkDevices(scope, devices, pool);
  checkCluster(scope, host.cluster, pool, model);
  checkHot(scope, model, pool);
  model.requireServable(scope);
  const runtime = o.runtime.bind({
    model,
    modelPath: [MODEL_MOUNT, ...model.pathInClaim.split('/').filter((part) => part !== '')].join('/'),
    servedModelName,
    devices,
    drainSeconds: DRAIN_SECONDS,
  });
  checkFormat(scope, model, runtime);
  // A slice of a device that is shared counts as its part.
  const allocation = pool.allocate(scope, { devices });
  checkFit(scope, model, runtime, allocation.devices, pool);
  checkCapacity(scope, scale, allocation.devices, pool);
  const queue = checkQueue(scope, host.cluster, o.queue ?? host.cluster.tryFindServingQueue(pool.poolName), pool);
  warnOfBorrowing(scope, queue, scale.minReplicas, devices);
  const loadSeconds = COMPILE_SECONDS + Math.ceil(model.size.inBytes / COLD_READ);
  const startupSeconds = o.startupTimeout?.inSeconds ?? loadSeconds;
  warnOfWarming(scope, model, startupSeconds);
  return {
    queue,
    runtime: runtime.runtimeName,
    servedModelName,
    endpoint: {
      name,
      namespace: model.namespace,
      minReplicas: scale.minReplicas,
      maxReplicas: scale.maxReplicas,
      cpuTarget: cpuTarget(runtime, scale.targetBusyPercent, allocation.devices, pool),
      queueName: queue.queueName,
      schedulerName: queue.schedulerName,
      priorityClassName: queue.priorityClassName,
      nodeLabels: { ...pool.nodeLabels, ...model.requiredNodeLabels },
      tolerations: pool.tolerations,
      podLabels: { ...model.podLabels, ...allocation.labels },
      podAnnotations: allocation.annotations,
      runtimeClassName: allocation.runtimeClassName,
      claims: renderLastingClaims({ name, namespace: model.namespace }, allocation.claims ?? []),
      pullSecrets: pullSecrets(host.cluster.registries),
      claimName: model.claimName,
      image: host.cluster.registries.image(runtime.image),
      command: runtime.command,
      arguments: runtime.arguments,
      environment: runtime.environment ?? {},
      port: runtime.port,
      healthPath: runtime.healthPath,
      homeDirectory: runtime.homeDirectory,
      userId: runtime.userId,
      groupId: runtime.groupId,
      requests: requestsOf(pool, allocation),
      limits: limitsOf(pool, allocation),
      sharedMemory: Size.gibibytes(2 * devices).toQuantity(),
      startupSeconds,
      gatewayName: host.gatewayName,
      gatewayNamespace: host.gatewayNamespace,
      requestTimeout: host.requestTimeout.toGoString(),
    },
  };
}

/** CPU and memory as the queue shares them. */
function requestsOf(pool: IPool, { devices, resources }: DeviceAllocation): Quantities {
  return {
    cpu: cpuQuantity(pool.cpuPerDevice * devices),
    memory: Size.bytes(pool.memoryPerDevice.inBytes * devices).toQuantity(),
    ...resources,
  };
}

/** The whole of the node that goes with the devices: what is idle there may be used. */
function limitsOf(pool: IPool, { devices, resources }: DeviceAllocation): Quantities {
  const part = devices / pool.devicesPerNode;
  return {
    cpu: cpuQuantity(pool.cpuPerNode * part),
    memory: Size.mebibytes(Math.floor((pool.memoryPerNode.inBytes * part) / MEBI)).toQuantity(),
    ...resources,
  };
}

/** Busy time as the autoscaler sees it: cores in use, in percent of the cores asked for. */
function cpuTarget(runtime: RuntimeConfig, busy: number | undefined, devices: number, pool: IPool): number | undefined {
  if (busy === undefined) return undefined;
  const requested = pool.cpuPerDevice * devices;
  return Math.min(100, Math.max(1, Math.round((busy * runtime.busyCores) / requested)));
}
