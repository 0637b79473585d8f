import { CliFailure } from '../../control-plane/index.js';

/** A scheduler that a trace is replayed with. */
export interface Arm {
  readonly name: string;
  /** What it is, for the table. */
  readonly title: string;
  readonly kind: 'kube-scheduler' | 'volcano';
  /** Profile of the stock scheduler; Volcano's name is the program's. */
  readonly schedulerName?: string;
  /** Jobs carry a priority class by the guess of their duration. */
  readonly classes: boolean;
}

export const MOST_ALLOCATED = 'most-allocated';

/** The arm that others are compared with. */
export const STOCK = 'stock';
export const CONTROL = 'stock-with-classes';
export const PROGRAM = 'program';

/** All arms, in the order in which they are played. */
export const ARMS: readonly Arm[] = [
  {
    name: STOCK,
    title: 'stock kube-scheduler (LeastAllocated)',
    kind: 'kube-scheduler',
    schedulerName: 'default-scheduler',
    classes: false,
  },
  {
    name: CONTROL,
    title: 'control: stock kube-scheduler (MostAllocated) with the same priority classes',
    kind: 'kube-scheduler',
    schedulerName: MOST_ALLOCATED,
    classes: true,
  },
  { name: PROGRAM, title: 'Volcano as the program configures it', kind: 'volcano', classes: true },
];

/** The arms of these names, in their own order; all without names. */
export function chooseArms(names: readonly string[]): readonly Arm[] {
  const unknown = names.find((name) => !ARMS.some((arm) => arm.name === name));
  if (unknown === undefined) return names.length === 0 ? ARMS : ARMS.filter(({ name }) => names.includes(name));
  throw new CliFailure({
    code: 'AIC-8019',
    where: '--arms',
    what: 'there is no such arm',
    got: unknown,
    want: `some of ${ARMS.map(({ name }) => name).join(', ')}`,
    fix: 'Name some of these, parted by commas, or leave the option out to play all.',
  });
}

/** The stock scheduler with a second profile, which packs devices; everything else is its default. */
export function stockProfiles(deviceResource: string): object[] {
  const resources = ['cpu', 'memory', deviceResource].map((name) => ({ name, weight: 1 }));
  const args = {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'NodeResourcesFitArgs',
    scoringStrategy: { type: 'MostAllocated', resources },
  };
  return [
    { schedulerName: 'default-scheduler' },
    { schedulerName: MOST_ALLOCATED, pluginConfig: [{ name: 'NodeResourcesFit', args }] },
  ];
}
