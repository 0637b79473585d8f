import { TerraformStack } from 'cdktf';
import {
  Bundle,
  Framework,
  INodeGate,
  IPool,
  JobPlacement,
  QueuePurpose,
  Registries,
  TrainingJob,
  TrainingJobProps,
} from '../../lib';
import { blueprintOf, manifestsOf, testStack } from '../harness';
import { pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';

export const DIGEST = `registry.acme.com/train@sha256:${'0123456789abcdef'.repeat(4)}`;

export interface Wishes extends Partial<TrainingJobProps> {
  readonly on?: Partial<IPool>;
  readonly deserved?: number;
  readonly registries?: Registries;
  readonly purpose?: QueuePurpose;
  /** A test that nodes must have passed: of the job's pool, or of another one. */
  readonly gate?: 'own' | 'foreign';
  /** A leaf switch of the job's cluster, or of another one. */
  readonly leaf?: { readonly required: boolean; readonly nodes?: number; readonly cluster?: SchedulingOnly };
}

export function made(wishes: Wishes = {}): { stack: TerraformStack; job: TrainingJob; manifest: any } {
  const { on, deserved = 64, registries, leaf, gate, purpose, ...props } = wishes;
  const stack = testStack();
  const cluster = new SchedulingOnly(stack, {}, registries);
  const queue = cluster.queues.add('research', { pool: pool('h800', on), deservedDevices: deserved, purpose });
  const job = new TrainingJob(stack, 'Finetune', {
    queue,
    framework: Framework.pytorch(),
    image: DIGEST,
    command: ['torchrun', 'train.py'],
    gangSize: 4,
    devicesPerPod: 8,
    ...(leaf && { placement: placementOf(leaf, cluster) }),
    ...(gate && { requires: [gateOf(gate === 'own' ? queue.pool : pool('l20'), cluster)] }),
    ...props,
  });
  return { stack, job, manifest: manifestsOf(stack)[`Job/${job.jobName}`] };
}

/** The object that carries the job's name. */
export function objectOf(kind: string, wishes: Wishes): any {
  const { stack, job } = made(wishes);
  return manifestsOf(stack)[`${kind}/${job.jobName}`];
}

export function unitOf(stack: TerraformStack, releaseName: string): any {
  return blueprintOf(stack).units.find((unit: any) => unit.releaseName === releaseName);
}

/** A task of the job by its name. */
export function taskOf(name: string, wishes: Wishes = {}): any {
  return specOf(wishes).tasks.find((task: any) => task.name === name);
}

/** The environment of the program as names and values. */
export function environmentOf(container: any): Record<string, any> {
  return Object.fromEntries(container.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
}

function placementOf({ required, nodes, cluster }: NonNullable<Wishes['leaf']>, own: SchedulingOnly): JobPlacement {
  const switches = new Bundle(own, 'Switches', { target: own });
  const tier = { cluster: cluster ?? own, tier: 1, tierName: 'leaf', nodesPerDomain: nodes, ready: switches };
  return required ? JobPlacement.within(tier) : JobPlacement.preferably(tier);
}

function gateOf(tested: IPool, cluster: SchedulingOnly): INodeGate {
  const ready = new Bundle(cluster, 'Gate', { target: cluster });
  return { pool: tested, nodeLabels: { 'acme.com/bandwidth': 'passed' }, ready };
}

export function specOf(wishes: Wishes = {}): any {
  return made(wishes).manifest.spec;
}

export function podOf(wishes: Wishes = {}): any {
  return specOf(wishes).tasks[0].template.spec;
}

export function containerOf(wishes: Wishes = {}): any {
  return podOf(wishes).containers[0];
}

export function warningsOf(wishes: Wishes): string {
  return made(wishes)
    .job.node.metadata.map((m) => String(m.data))
    .join();
}
