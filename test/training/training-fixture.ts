import { TerraformStack } from 'cdktf';
import { Framework, IPool, Registries, TrainingJob, TrainingJobProps } from '../../lib';
import { manifestsOf, testStack } from '../harness';
import { pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';

export const DIGEST = `registry.acme.com/train@sha256:${'0123456789abcdef'.repeat(4)}`;

export interface Wishes extends Partial<TrainingJobProps> {
  readonly on?: Partial<IPool>;
  readonly deserved?: number;
  readonly registries?: Registries;
}

export function made(wishes: Wishes = {}): { stack: TerraformStack; job: TrainingJob; manifest: any } {
  const { on, deserved = 64, registries, ...props } = wishes;
  const stack = testStack();
  const cluster = new SchedulingOnly(stack, {}, registries);
  const queue = cluster.queues.add('research', { pool: pool('h800', on), deservedDevices: deserved });
  const job = new TrainingJob(stack, 'Finetune', {
    queue,
    framework: Framework.pytorch(),
    image: DIGEST,
    command: ['torchrun', 'train.py'],
    gangSize: 4,
    devicesPerPod: 8,
    ...props,
  });
  return { stack, job, manifest: manifestsOf(stack)[`Job/${job.jobName}`] };
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
