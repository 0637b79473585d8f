import type { PodWatch } from './pod-watch.js';
import type { Pod } from './pods.js';
import { SCENARIO_LABEL } from './templates.js';

/** Pods that had to go, by what they were. */
export interface VictimNames {
  readonly system: readonly string[];
  readonly serving: readonly string[];
  /** Names of Volcano jobs that lost a pod. */
  readonly gangs: ReadonlySet<string>;
}

/** Notes every pod that is told to go while it is watched. */
export class Victims {
  private readonly pods = new Map<string, Pod>();
  private readonly stop: () => void;

  constructor(watch: PodWatch) {
    this.stop = watch.onEvent(({ type, pod, before }) => {
      const goes = type === 'DELETED' || pod.metadata.deletionTimestamp !== undefined;
      const ranBefore = (before ?? pod).spec.nodeName !== undefined;
      if (goes && ranBefore) this.pods.set(pod.metadata.uid, pod);
    });
  }

  /** Ends the watching and tells who it was; serving pods carry this scenario label. */
  finish(serving: string): VictimNames {
    this.stop();
    const gone = [...this.pods.values()];
    const jobOf = (pod: Pod): string | undefined => pod.metadata.labels?.['volcano.sh/job-name'];
    const name = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`;
    return {
      system: gone.filter(({ metadata }) => metadata.namespace === 'kube-system').map(name),
      serving: gone.filter(({ metadata }) => metadata.labels?.[SCENARIO_LABEL] === serving).map(name),
      gangs: new Set(gone.map(jobOf).filter((job) => job !== undefined)),
    };
  }
}
