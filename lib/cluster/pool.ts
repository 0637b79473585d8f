import { Construct, DependencyGroup, IConstruct, IDependable } from 'constructs';
import { Accelerator } from './accelerator';
import { IDevicePool } from './device-pool';
import { DeviceSoftwareBinding } from './devices/device-software-contract';
import { finishAllocation } from './devices/private/finish-allocation';
import { NodeArchitecture } from './node-architecture';
import { InventoryNode, PoolOptions } from './pool-options';
import { SharingConfig } from './sharing-contract';
import { FabricHost } from './fabric/private/fabric-host';
import { IPoolsHost } from './pools-host';
import { deviceClassQuota } from '../core/private/device-class-quota';
import { allocatableOf, resolvePool } from './private/resolve-pool';
import { DeviceAllocation, DeviceRequest } from '../contracts/device-request';
import { FabricAttachment, PoolSharing, SharingKind, Toleration } from '../contracts/pool';
import { addFact } from '../core/private/facts';
import { Size } from '../units/size';

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
export class Pool extends Construct implements IDevicePool {
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
  /** Its accelerator. */
  public readonly accelerator: Accelerator;
  /** How the accelerators are shared. */
  public readonly sharing: PoolSharing;
  /** How they are shared, with what the device software must do for it. */
  public readonly sharingConfig: SharingConfig;
  /** Processors of its nodes. */
  public readonly architecture: NodeArchitecture;
  /** Its nodes by name, sorted; undefined when they are known by their labels only. */
  public readonly inventory?: InventoryNode[];
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
  /** CPU cores that go with each device: what workloads ask for and queues share. */
  public readonly cpuPerDevice: number;
  /** Memory that goes with each device. */
  public readonly memoryPerDevice: Size;
  /** What must be there before pods can use the pool: device plugins and fabric. */
  public readonly ready?: IDependable;

  /** Resources that each node offers to pods, as the blueprint says them. */
  public readonly allocatable: { [name: string]: string };
  /** Shell script that prepares a node for the fabric before it joins; undefined when nodes need nothing. */
  public readonly nodeBootstrap?: string;

  /** Whether nodes are made when pods need them, and taken away again. */
  public readonly nodesComeAndGo?: boolean;

  private readonly software: DeviceSoftwareBinding;
  private readonly podAnnotations: { [key: string]: string };

  /** Made by `cluster.pools`. */
  constructor(scope: Construct, id: string, host: IPoolsHost, options: PoolOptions) {
    super(scope, id);
    const resolved = resolvePool(this, id, options, host.cloud);
    this.poolName = id;
    this.nodeLabels = resolved.nodeLabels;
    this.tolerations = resolved.tolerations;
    this.expectedNodes = options.expectedNodes;
    this.devicesPerNode = options.devicesPerNode;
    this.accelerator = options.accelerator;
    this.acceleratorName = this.accelerator.name;
    this.deviceMemory = this.accelerator.memory;
    this.sharingConfig = resolved.sharing;
    this.deviceResource = this.sharingConfig.deviceResource;
    const { kind, isolatesMemory, worksWithQueues, nodeResources } = this.sharingConfig;
    this.sharing = { kind, isolatesMemory, worksWithQueues, nodeResources };
    this.architecture = resolved.architecture;
    this.inventory = resolved.inventory;
    this.nvmePerNode = options.nvmePerNode;
    this.cpuPerNode = resolved.cpuPerNode;
    this.memoryPerNode = resolved.memoryPerNode;
    this.cpuPerDevice = resolved.cpuPerDevice;
    this.memoryPerDevice = resolved.memoryPerDevice;

    this.software = host.deviceSoftware(this, this, options.deviceSoftware);
    if (this.software.deviceClassName !== undefined) {
      this.deviceResource = deviceClassQuota(this.software.deviceClassName);
      this.sharing = { ...this.sharing, nodeResources: { [this.deviceResource]: this.devicesPerNode } };
    }
    const labels = (): { [key: string]: string } => ({
      ...this.nodeLabels,
      ...this.software.nodeLabels,
      ...host.schedulerLabels(this),
    });
    const fabric = options.fabric?.bind(new FabricHost(this, host, options.provisioning !== undefined));
    this.fabric = fabric?.attachment;
    const provisioning = options.provisioning?.bind({
      scope: this,
      cluster: host.cluster,
      pool: this,
      taints: options.taints ?? [],
      nodeLabels: labels,
    });
    this.nodesComeAndGo = provisioning !== undefined;
    this.podAnnotations = provisioning?.podAnnotations ?? {};
    const needs = new DependencyGroup();
    if (this.software.ready !== undefined) needs.add(this.software.ready);
    if (provisioning?.ready !== undefined) needs.add(provisioning.ready);
    if (fabric?.ready !== undefined) needs.add(fabric.ready);
    this.ready = needs;
    this.nodeBootstrap = fabric?.nodeBootstrap;
    this.allocatable = allocatableOf(this, fabric?.nodeResources ?? {});
    addFact(this, 'pools', () => ({
      cluster: host.cluster.node.path,
      name: this.poolName,
      nodes: this.expectedNodes,
      labels: labels(),
      taints: resolved.taints,
      devicesPerNode: this.devicesPerNode,
      deviceResource: this.deviceResource,
      accelerator: this.acceleratorName,
      allocatable: this.allocatable,
      nvmeBytes: this.nvmePerNode?.inBytes ?? 0,
      ...this.unusual(),
    }));
  }

  /** What a pod carries to get what it asks of these devices. Fails when the pool does not offer it. */
  public allocate(scope: IConstruct, request: DeviceRequest): DeviceAllocation {
    return finishAllocation(this.sharingConfig.allocator.allocate(scope, request), this.software, this.podAnnotations);
  }

  /** What the blueprint says of the pool only where it is not as usual. */
  private unusual(): { [key: string]: unknown } {
    const { kind, nodeAnnotations } = this.sharingConfig;
    return {
      ...(kind === SharingKind.WHOLE ? {} : { sharing: kind }),
      ...(this.architecture === NodeArchitecture.AMD64 ? {} : { architecture: this.architecture }),
      ...(Object.keys(nodeAnnotations).length === 0 ? {} : { annotations: nodeAnnotations }),
      ...(this.inventory === undefined
        ? {}
        : { inventory: this.inventory.map(({ name, labels }) => ({ name, labels: labels ?? {} })) }),
    };
  }
}
