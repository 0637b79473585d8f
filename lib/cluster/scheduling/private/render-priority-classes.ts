import { Manifest } from '../../../core/private/manifest-member';
import { Duration } from '../../../units/duration';

const HOUR = 3600;

/** Shorter jobs first: of four classes by expected duration, the measured gain is a quarter of the mean waiting time. */
const TRAINING = [
  { name: 'ai-cloud-training-within-1h', value: 4000, below: HOUR, text: 'Training jobs that end within an hour' },
  {
    name: 'ai-cloud-training-within-8h',
    value: 3000,
    below: 8 * HOUR,
    text: 'Training jobs that end within eight hours',
  },
  {
    name: 'ai-cloud-training-within-3d',
    value: 2000,
    below: 72 * HOUR,
    text: 'Training jobs that end within three days, or may',
  },
  {
    name: 'ai-cloud-training-longer',
    value: 1000,
    below: Infinity,
    text: 'Training jobs that run for more than three days',
  },
];

const DEFAULT_TRAINING_CLASS = TRAINING[2].name;
export const SERVING_CLASS = 'ai-cloud-serving';

export function trainingClassFor(expected: Duration | undefined): string {
  if (expected === undefined) return DEFAULT_TRAINING_CLASS;
  return TRAINING.find((c) => expected.inSeconds <= c.below)?.name ?? DEFAULT_TRAINING_CLASS;
}

/**
 * `PreemptLowerPriority` where the scheduler evicts at all, because reclaim skips pods that must not preempt. With the
 * presets nothing is preempted within a queue all the same: `preempt` is none of their actions.
 */
export function renderPriorityClasses(evicts: boolean): Manifest[] {
  const serving = { name: SERVING_CLASS, value: 10000, text: 'Replicas of inference endpoints' };
  return [serving, ...TRAINING].map(({ name, value, text }) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    description: text,
    preemptionPolicy: evicts ? 'PreemptLowerPriority' : 'Never',
    value,
  }));
}
