import { IDependable } from 'constructs';
import { engineSoftware } from './engine-software';
import { EngineKind } from '../training-engine';
import { TrainingJobProps } from '../training-job-props';

/** What must be there before a job is made. */
export function needsOf({ queue, engine, placement, requires = [], volumes = [] }: TrainingJobProps): IDependable[] {
  const { cluster, pool, ready } = queue;
  const needs: (IDependable | undefined)[] = [
    ready,
    cluster.schedulingReady,
    pool.ready,
    engineSoftware(cluster, engine?.kind ?? EngineKind.VOLCANO),
    placement?.tier.ready,
    ...requires.map((gate) => gate.ready),
    ...volumes.map(({ volume }) => volume.ready),
  ];
  return needs.filter((need) => need !== undefined);
}
