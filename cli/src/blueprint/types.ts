import type { Manifest } from '../control-plane/index.js';

/** Kubernetes resource list. */
export interface Quantities {
  readonly [resource: string]: string;
}

/** Where the scheduler reads its configuration, and what it must find there. */
export interface SchedulerFact {
  readonly namespace: string;
  readonly configMap: string;
  readonly key: string;
  readonly configuration: string;
}

export interface ClusterFact {
  readonly path: string;
  readonly cloud: string;
  readonly kubernetesVersion: string;
  readonly schedulerName: string;
  readonly scheduler?: SchedulerFact;
}

export interface TaintFact {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface PoolFact {
  readonly path: string;
  readonly cluster: string;
  readonly name: string;
  readonly nodes: number;
  readonly labels: { readonly [key: string]: string };
  readonly taints: readonly TaintFact[];
  readonly devicesPerNode: number;
  readonly deviceResource: string;
  readonly accelerator: string;
  readonly allocatable: Quantities;
  readonly nvmeBytes: number;
  /** How the devices are shared; `whole` when it is not said. */
  readonly sharing?: string;
  readonly architecture?: 'amd64' | 'arm64';
  /** Annotations that node software would put on each node. */
  readonly annotations?: { readonly [key: string]: string };
  /** The nodes by name, where the program knows them, with labels of their own. */
  readonly inventory?: readonly { readonly name: string; readonly labels: { readonly [key: string]: string } }[];
}

export interface QueueFact {
  readonly path: string;
  readonly cluster: string;
  readonly name: string;
  readonly parent?: string;
  readonly pool: string;
  readonly role: 'parent' | 'training' | 'serving';
  readonly deserved: Quantities;
  readonly guarantee?: Quantities;
  readonly capability?: Quantities;
  readonly reclaimable: boolean;
}

export interface TrainingJobFact {
  readonly path: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly queue: string;
  readonly gangSize: number;
  readonly devicesPerPod: number;
  readonly deviceResource: string;
  /** Pods that start with the gang beside its gangSize and hold no devices, such as parameter servers. */
  readonly podsWithoutDevices?: number;
  /** Pods that an elastic gang runs with at least. */
  readonly minGang?: number;
  readonly topology?: { readonly mode: 'hard' | 'soft'; readonly highestTierAllowed: number };
}

export interface ModelFact {
  readonly path: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** A model when it is not said. */
  readonly kind?: 'model' | 'dataset';
  readonly version?: string;
  /** How the weights of a model are stored. */
  readonly format?: string;
  /** SPDX identifier. */
  readonly license?: string;
  readonly sizeBytes: number;
  readonly source: string;
  readonly claim: string;
  readonly hotPools: readonly {
    readonly pool: string;
    readonly replicas: number;
    readonly bytesPerNode: number;
    readonly nvmePerNode: number;
  }[];
  /** What bringing it into the hot tier once takes of the warm tier. */
  readonly warmUp?: {
    readonly copies: number;
    readonly egressBytes: number;
    readonly getRequests: number;
    readonly peerToPeerEgressBytes: number;
    readonly peerToPeerGetRequests: number;
    /** Absent when no bandwidth is known. */
    readonly seconds?: number;
  };
  /** The class of the archive that it stands in; absent when it stands in the warm tier. */
  readonly archive?: {
    readonly storageClass: string;
    /** 0 for a class that is read at once. */
    readonly restoreSeconds: number;
    /** Whether a job brings it back. */
    readonly restored: boolean;
  };
  /** Money, by the prices that the program gives; what has no price is absent. */
  readonly cost?: ModelCostFact;
}

export interface ModelCostFact {
  /** ISO 4217. */
  readonly currency: string;
  /** Its share of the nodes' disks. */
  readonly hotPerMonth?: number;
  readonly warmPerMonth?: number;
  readonly coldPerMonth?: number;
  /** Bytes and requests to fill the hot tier, when each copy is read from the warm tier. */
  readonly fillOnce?: number;
  /** To bring it back from the archive. */
  readonly restoreOnce?: number;
}

export interface EndpointFact {
  readonly path: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly model: string;
  readonly runtime: string;
  readonly pool: string;
  readonly queue?: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly devicesPerReplica: number;
  readonly deviceResource: string;
  readonly url: string;
}

export interface AgentFact {
  readonly path: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly model: string;
  readonly tools: readonly string[];
}

export interface ImageFact {
  readonly path: string;
  readonly reference: string;
}

/** A value that Terraform fills in; null stands at its place. */
export interface TokenFact {
  /** JSON pointer. */
  readonly path: string;
  readonly expression: string;
}

export interface ObjectEntry {
  readonly path: string;
  readonly manifest: Manifest;
  readonly tokens: readonly TokenFact[];
}

export interface ChartEntry {
  readonly name: string;
  readonly repository: string;
  readonly version: string;
  readonly crdGroups?: readonly string[];
  readonly values: { readonly [key: string]: unknown };
  readonly tokens: readonly TokenFact[];
}

interface UnitBase {
  readonly path: string;
  /** Construct path of the target. */
  readonly cluster: string;
  readonly releaseName: string;
  readonly releaseNamespace: string;
  readonly dependsOn: readonly string[];
}

export interface BundleUnit extends UnitBase {
  readonly kind: 'bundle';
  readonly objects: readonly ObjectEntry[];
}

export interface ChartUnit extends UnitBase {
  readonly kind: 'chart';
  readonly chart: ChartEntry;
}

/** What is delivered together, in this order. */
export type Unit = BundleUnit | ChartUnit;

/** One stack of a program; the published JSON Schema says what each field means. */
export interface Blueprint {
  readonly version: 1;
  readonly stack: string;
  readonly delivery: readonly string[];
  readonly clusters: readonly ClusterFact[];
  readonly pools: readonly PoolFact[];
  readonly queues: readonly QueueFact[];
  readonly trainingJobs: readonly TrainingJobFact[];
  readonly models: readonly ModelFact[];
  readonly endpoints: readonly EndpointFact[];
  readonly agents: readonly AgentFact[];
  readonly images: readonly ImageFact[];
  readonly units: readonly Unit[];
}
