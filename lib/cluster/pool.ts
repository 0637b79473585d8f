import { Construct, IDependable } from 'constructs';
import { Accelerator } from './accelerator';
import { NodeSelector } from './node-selector';
import { FabricAttachment, IPool, Toleration } from '../contracts/pool';
import { Size } from '../units/size';

/** What a taint keeps away. */
export enum TaintEffect {
  /** New pods without a toleration. */
  NO_SCHEDULE = 'NoSchedule',
  /** New pods, if there is another node. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** New and running pods. */
  NO_EXECUTE = 'NoExecute',
}

/** A taint that the nodes of a pool carry. */
export interface NodeTaint {
  /** Key, for example `nvidia.com/gpu`. */
  readonly key: string;
  /**
   * Value.
   *
   * @default - the taint has none
   */
  readonly value?: string;
  /**
   * What it keeps away.
   *
   * @default TaintEffect.NO_SCHEDULE
   */
  readonly effect?: TaintEffect;
}

/** Which nodes make a pool and what they have. */
export interface PoolOptions {
  /** The nodes. They exist, or a provisioner makes them. */
  readonly nodes: NodeSelector;

  /** How many nodes are expected. */
  readonly expectedNodes: number;

  /** What accelerator they have. */
  readonly accelerator: Accelerator;

  /** Accelerators per node. */
  readonly devicesPerNode: number;

  /**
   * NVMe space per node for caches.
   *
   * @default - none
   */
  readonly nvmePerNode?: Size;

  /**
   * CPU cores per node that pods can request.
   *
   * @default - the cores of the accelerator's usual server, less one in 32 (at least one) for the system
   */
  readonly cpuPerNode?: number;

  /**
   * Memory per node that pods can request.
   *
   * @default - the memory of the accelerator's usual server, less one part in 16 (at least 2 GiB) for the system
   */
  readonly memoryPerNode?: Size;

  /**
   * Taints that the nodes carry. Pods of the pool get a toleration for each.
   *
   * @default - none: neither TKE nor kubeadm taints GPU nodes by itself
   */
  readonly taints?: NodeTaint[];
}

/** @internal */
export interface ResolvedPool {
  readonly poolName: string;
  readonly nodeLabels: { [key: string]: string };
  readonly taints: { key: string; value?: string; effect: string }[];
  readonly tolerations: Toleration[];
  readonly expectedNodes: number;
  readonly accelerator: Accelerator;
  readonly devicesPerNode: number;
  readonly deviceResource: string;
  readonly nvmePerNode?: Size;
  readonly cpuPerNode: number;
  readonly memoryPerNode: Size;
}

/**
 * Nodes of one kind with the same accelerators. Made by `cluster.pools.add()`.
 *
 * @example
 * import { Accelerator, AINativeCluster, NodeSelector } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * const gpus = cluster.pools.add('l20', {
 *   nodes: NodeSelector.labels({ 'acme.com/pool': 'l20' }),
 *   expectedNodes: 4,
 *   accelerator: Accelerator.NVIDIA_L20,
 *   devicesPerNode: 8,
 * });
 */
export class Pool extends Construct implements IPool {
  /** Name of the pool. */
  public readonly poolName: string;
  /** Labels that its nodes carry. */
  public readonly nodeLabels: { [key: string]: string };
  /** Tolerations for the taints of its nodes. */
  public readonly tolerations: Toleration[];
  /** How many nodes are expected. */
  public readonly expectedNodes: number;
  /** Accelerators per node. */
  public readonly devicesPerNode: number;
  /** Extended resource of the accelerator. */
  public readonly deviceResource: string;
  /** Name of the accelerator. */
  public readonly acceleratorName: string;
  /** Memory of one accelerator. */
  public readonly deviceMemory: Size;
  /** NVMe space per node for caches; undefined when there is none. */
  public readonly nvmePerNode?: Size;
  /** What pods need to use the fabric; undefined when there is none. */
  public readonly fabric?: FabricAttachment;
  /** CPU cores per node that can be requested. */
  public readonly cpuPerNode: number;
  /** Memory per node that can be requested. */
  public readonly memoryPerNode: Size;
  /** What must be there before pods can use the pool: device plugins and fabric. */
  public readonly ready?: IDependable;

  /** @internal */
  constructor(scope: Construct, id: string, resolved: ResolvedPool) {
    super(scope, id);
    this.poolName = resolved.poolName;
    this.nodeLabels = resolved.nodeLabels;
    this.tolerations = resolved.tolerations;
    this.expectedNodes = resolved.expectedNodes;
    this.devicesPerNode = resolved.devicesPerNode;
    this.deviceResource = resolved.deviceResource;
    this.acceleratorName = resolved.accelerator.name;
    this.deviceMemory = resolved.accelerator.memory;
    this.nvmePerNode = resolved.nvmePerNode;
    this.cpuPerNode = resolved.cpuPerNode;
    this.memoryPerNode = resolved.memoryPerNode;
  }
}
