import { TerraformStack } from 'cdktf';
import { IPool, Registries, Size, SparkJob, SparkJobProps, SparkProgram } from '../../lib';
import { manifestsOf, testStack } from '../harness';
import { pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';
import { DIGEST } from './training-fixture';

export interface Wishes extends Partial<SparkJobProps> {
  readonly on?: Partial<IPool>;
  readonly deserved?: number;
  readonly registries?: Registries;
}

/** A Spark job in a queue of a pool. */
export function made({ on, deserved = 64, registries, ...props }: Wishes = {}): {
  stack: TerraformStack;
  cluster: SchedulingOnly;
  job: SparkJob;
} {
  const stack = testStack();
  const cluster = new SchedulingOnly(stack, {}, registries);
  const queue = cluster.queues.add('research', { pool: pool('h800', on), deservedDevices: deserved });
  const job = new SparkJob(stack, 'Features', {
    queue,
    image: DIGEST,
    sparkVersion: '4.0.0',
    program: SparkProgram.python('local:///opt/app/features.py'),
    executors: 8,
    executor: { cores: 5, memory: Size.gibibytes(40) },
    ...props,
  });
  return { stack, cluster, job };
}

/** Its object. */
export const application = (wishes: Wishes = {}): any => manifestsOf(made(wishes).stack)['SparkApplication/features'];
/** What that object asks for. */
export const specOf = (wishes: Wishes = {}): any => application(wishes).spec;
