import { Construct } from 'constructs';
import {
  CandidateCleanup,
  ClaimVolume,
  Framework,
  ModelPromotion,
  ModelPublication,
  ModelSource,
  Pipeline,
  PipelineStep,
  Queue,
  RestoreJob,
  Size,
  SnapshotClass,
  SnapshotSchedule,
  StoredDataset,
  StoredModel,
  TieredModelStore,
  VersionRetention,
} from 'cdktf-ai-cloud';

/** What is tuned, with what. */
export interface Tuned {
  readonly store: TieredModelStore;
  readonly queue: Queue;
  readonly base: StoredModel;
  readonly data: StoredDataset;
  readonly diskDriver: string;
}

const IMAGE = 'registry.acme.com/ml/tune:2026.11';

/** Checkpoints become a version: tuned, published as a candidate, promoted once somebody approves. */
export function tune(scope: Construct, { store, queue, base, data, diskDriver }: Tuned): void {
  const { cluster, namespace } = store;
  const runs = ClaimVolume.named('tuning-runs', { namespace });
  const next = { store, modelName: 'assistant', version: '2026-11' };
  const publication = new ModelPublication({ ...next, checkpoint: runs, path: 'assistant/last' });
  new Pipeline(scope, 'Tuning', {
    steps: [
      PipelineStep.of('tune', {
        job: {
          queue,
          framework: Framework.pytorch(),
          image: IMAGE,
          command: ['torchrun', 'tune.py'],
          gangSize: 2,
          devicesPerPod: 8,
          volumes: [
            { volume: base, mountPath: '/base' },
            { volume: data, mountPath: '/data' },
            { volume: runs, mountPath: '/runs' },
          ],
        },
      }),
      PipelineStep.of('publish', {
        job: {
          queue,
          framework: Framework.single(),
          image: publication.image,
          command: publication.command,
          environment: publication.environment,
          secretEnvironment: publication.secretEnvironment,
          volumes: [{ volume: publication.checkpoint, mountPath: publication.mountPath }],
          gangSize: 1,
          devicesPerPod: 0,
          cpuPerPod: 2,
          memoryPerPod: Size.gibibytes(4),
        },
      }),
    ],
  });
  new ModelPromotion(scope, 'Promotion', { ...next, approvers: 'acme:model-approvers' });
  new CandidateCleanup(scope, 'Cleanup', { store, keep: VersionRetention.keepNewest(5) });
  const snapshotClass = new SnapshotClass(scope, 'Snapshots', { cluster, driver: diskDriver });
  new SnapshotSchedule(scope, 'Runs', { cluster, volume: runs, cron: '0 0,12 * * *', snapshotClass });

  // The last generation is in the archive: it is brought back to be compared with.
  const restore = new RestoreJob(scope, 'Restore', { store, path: 'retired/assistant-2024' });
  store.add('assistant-2024', {
    source: ModelSource.bucketPath('retired/assistant-2024'),
    size: Size.gibibytes(15),
    license: 'apache-2.0',
    restoredBy: restore,
  });
}
