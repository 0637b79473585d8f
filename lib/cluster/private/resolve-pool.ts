import { IConstruct } from 'constructs';
import { IPool, Toleration } from '../../contracts/pool';
import { fail } from '../../core/private/fail';
import { checkDnsLabel } from '../../core/private/names';
import { Size } from '../../units/size';
import { CloudConfig } from '../../clouds/cloud-contract';
import { NodeArchitecture } from '../node-architecture';
import { TaintEffect } from '../node-taint';
import { InventoryNode, PoolOptions } from '../pool-options';
import { SharingConfig } from '../sharing-contract';
import { readInventory } from './inventory';
import { isDeviceClassQuota } from '../../core/private/device-class-quota';
import { wholeDeviceResource } from './device-resource';
import { WholeSharing } from './sharing/whole';

const GIB = 1024 ** 3;

/** What a pool works out from its options. */
export interface ResolvedPool {
  readonly nodeLabels: { [key: string]: string };
  readonly taints: { key: string; value?: string; effect: string }[];
  readonly tolerations: Toleration[];
  readonly sharing: SharingConfig;
  readonly architecture: NodeArchitecture;
  readonly inventory?: InventoryNode[];
  readonly cpuPerNode: number;
  readonly memoryPerNode: Size;
  readonly cpuPerDevice: number;
  readonly memoryPerDevice: Size;
}

/** What workloads may use of a node; the rest is left to daemons and caches. */
const USABLE = 7 / 8;

/** Every default decided, every number checked. */
export function resolvePool(scope: IConstruct, name: string, o: PoolOptions, cloud: CloudConfig): ResolvedPool {
  checkDnsLabel(scope, 'the name of the pool', name, 30);
  checkCount(scope, 'expectedNodes', o.expectedNodes, 1, 15000);
  checkCount(scope, 'devicesPerNode', o.devicesPerNode, 1, 64);
  const taints = (o.taints ?? []).map((t) => ({
    key: t.key,
    ...(t.value === undefined ? {} : { value: t.value }),
    effect: t.effect ?? TaintEffect.NO_SCHEDULE,
  }));
  const cores = o.accelerator.hostCpuPerDevice * o.devicesPerNode;
  const bytes = o.accelerator.hostMemoryPerDevice.inBytes * o.devicesPerNode;
  const cpuPerNode = o.cpuPerNode ?? Math.floor(cores - Math.max(1, cores / 32));
  const memoryPerNode = o.memoryPerNode ?? Size.bytes(wholeGibibytes(bytes - Math.max(2 * GIB, bytes / 16)));
  if (!(cpuPerNode > 0) || memoryPerNode.inBytes <= 0) {
    throw fail(scope, {
      code: 'AIC-2007',
      what: `the nodes of ${name} have nothing to request`,
      got: { cpuPerNode, memoryPerNode: memoryPerNode.toString() },
      want: 'more than 0 cores and more than 0 bytes',
      fix: 'Give cpuPerNode and memoryPerNode as kubectl describe node shows them under Allocatable.',
    });
  }
  const sharing = (o.sharing ?? new WholeSharing()).bind({
    scope,
    poolName: name,
    accelerator: o.accelerator,
    devicesPerNode: o.devicesPerNode,
    deviceResource: wholeDeviceResource(scope, o.accelerator, cloud),
    cloud,
  });
  return {
    nodeLabels: o.nodes.nodeLabels,
    taints,
    tolerations: taints.map((t) => ({
      key: t.key,
      operator: t.value === undefined ? 'Exists' : 'Equal',
      ...(t.value === undefined ? {} : { value: t.value }),
      effect: t.effect,
    })),
    sharing,
    architecture: o.architecture ?? o.accelerator.architecture,
    inventory: o.inventory === undefined ? undefined : readInventory(scope, name, o.inventory, o.expectedNodes),
    cpuPerNode,
    memoryPerNode,
    cpuPerDevice: wholeIfMany((cpuPerNode * USABLE) / o.devicesPerNode, 0.001),
    memoryPerDevice: Size.bytes(wholeIfMany((memoryPerNode.inBytes * USABLE) / o.devicesPerNode / GIB, 1 / 1024) * GIB),
  };
}

/** Whole numbers read better; below one, steps of that size. */
function wholeIfMany(amount: number, step: number): number {
  return amount >= 1 ? Math.floor(amount) : Math.floor(amount / step) * step;
}

/** What `kubectl describe node` shows under Allocatable. */
export function allocatableOf(pool: IPool, fabric: { [name: string]: string }): { [name: string]: string } {
  return {
    cpu: `${Math.floor(pool.cpuPerNode * 1000)}m`,
    'ephemeral-storage': '400Gi',
    memory: pool.memoryPerNode.toQuantity(),
    pods: '110',
    ...Object.fromEntries(
      Object.entries(pool.sharing.nodeResources)
        .filter(([key]) => !isDeviceClassQuota(key))
        .map(([key, amount]) => [key, String(amount)]),
    ),
    ...fabric,
  };
}

function wholeGibibytes(bytes: number): number {
  return Math.max(0, Math.floor(bytes / GIB)) * GIB;
}

function checkCount(scope: IConstruct, what: string, got: number, least: number, most: number): void {
  if (Number.isInteger(got) && got >= least && got <= most) return;
  throw fail(scope, {
    code: 'AIC-2006',
    what: `${what} is no usable number`,
    got,
    want: `a whole number from ${least} to ${most}`,
    fix: 'Count the nodes, or the accelerators of one node.',
  });
}
