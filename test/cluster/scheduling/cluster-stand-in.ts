import { Construct, IConstruct, IDependable } from 'constructs';
import {
  Bundle,
  ClusterAccess,
  Delivery,
  FabricAttachment,
  ICluster,
  IPool,
  SharingKind,
  IQueue,
  Queues,
  Registries,
  Scheduling,
  SchedulingOptions,
  Size,
} from '../../../lib';
import { Namespaces } from '../../../lib/cluster/private/namespaces';

/** A cluster of a scheduler and nothing else. */
export class SchedulingOnly extends Construct implements ICluster {
  public readonly access = ClusterAccess.kubeconfig('~/.kube/config');
  public readonly delivery = Delivery.helm();
  public readonly releaseNamespace = 'ai-cloud-system';
  public readonly cloudFacts = {
    name: 'generic',
    internalLoadBalancerAnnotations: {},
    bringsDriver: false,
    bringsToolkit: false,
    bringsDevicePlugin: false,
  };
  public readonly foundation: IConstruct;
  public readonly namespaces: Namespaces;
  public readonly scheduling: Scheduling;
  public readonly queues: Queues;

  constructor(
    scope: Construct,
    options: SchedulingOptions = {},
    public readonly registries: Registries = Registries.upstream(),
    id = 'Cluster',
  ) {
    super(scope, id);
    const foundation = new Bundle(this, 'Foundation', { target: this, releaseNamespace: 'kube-system' });
    this.foundation = foundation;
    this.namespaces = new Namespaces(foundation, '1.35');
    this.scheduling = new Scheduling(this, 'Scheduling', { cluster: this, options });
    this.queues = this.scheduling.queues;
  }

  public get schedulerName(): string {
    return this.scheduling.schedulerName;
  }

  public get schedulingReady(): IDependable {
    return this.scheduling.ready;
  }

  public tryFindServingQueue(poolName: string): IQueue | undefined {
    return this.scheduling.tryFindServingQueue(poolName);
  }

  public certificates(): IDependable {
    return this.foundation;
  }
}

/** 16 nodes of 8 H800 with 186 cores and 1875 GiB each; 20 cores and 205 GiB go with each device. */
export function pool(poolName: string, changes: Partial<IPool> = {}): IPool {
  return {
    poolName,
    nodeLabels: { 'acme.com/pool': poolName },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    expectedNodes: 16,
    devicesPerNode: 8,
    deviceResource: 'nvidia.com/gpu',
    acceleratorName: 'NVIDIA H800',
    sharing: {
      kind: SharingKind.WHOLE,
      isolatesMemory: true,
      worksWithQueues: true,
      nodeResources: { 'nvidia.com/gpu': 8 },
    },
    allocate: (_scope, { devices = 1 }) => ({
      resources: { 'nvidia.com/gpu': String(devices) },
      annotations: {},
      labels: {},
      devices,
    }),
    deviceMemory: Size.gibibytes(80),
    cpuPerNode: 186,
    memoryPerNode: Size.gibibytes(1875),
    cpuPerDevice: 20,
    memoryPerDevice: Size.gibibytes(205),
    ...changes,
  };
}

/** What a RoCE fabric hands to pods. */
export const FABRIC: FabricAttachment = {
  resources: { 'rdma/hca': '1' },
  annotations: { 'k8s.v1.cni.cncf.io/networks': 'fabric/rail0' },
  environment: { NCCL_IB_HCA: 'mlx5', NCCL_SOCKET_IFNAME: 'eth0' },
  capabilities: ['IPC_LOCK'],
  sharedMemory: Size.gibibytes(64),
};
