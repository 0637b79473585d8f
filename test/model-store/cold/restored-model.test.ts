import {
  CacheEngine,
  HotTier,
  InferenceEdge,
  ModelSource,
  Prefetch,
  Restored,
  RestoreJob,
  Runtime,
  Scale,
  Size,
  StoredModelOptions,
  WarmTier,
} from '../../../lib';
import { blueprintOf, manifestsOf } from '../../harness';
import { CREDENTIALS } from '../fixture';
import { archiveFixture, restored } from './support';

describe('a restored model', () => {
  const OLD = { source: ModelSource.bucketPath('retired/old'), size: Size.gibibytes(66) };

  test('comes after its restore, and stands in the blueprint as restored', () => {
    const { store, stack, restore } = restored();
    const model = store.add('old', { ...OLD, restoredBy: restore });
    model.requireServable(stack);
    const blueprint = blueprintOf(stack);
    const unit = blueprint.units.find((u: any) => u.path === 'test/Models/old/Resource');
    expect(unit.dependsOn).toContain('test/Restore/Resource');
    expect(blueprint.models[0].archive).toMatchObject({ storageClass: 'GLACIER', restored: true });
  });

  test('fills its cache by a Job that waits for the end of the restore', () => {
    const { store, stack, restore } = restored();
    store.add('old', { ...OLD, restoredBy: restore });
    const objects = Object.values<any>(manifestsOf(stack));
    const load = objects.find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('first-load-old-'));
    const { initContainers, containers, serviceAccountName } = load.spec.template.spec;
    expect([...initContainers, ...containers].map((step: any) => step.name)).toStrictEqual(['before', 'load', 'wait']);
    expect(initContainers[0].command).toStrictEqual([
      'kubectl',
      'wait',
      `jobs.batch/${restore.jobName}`,
      '--namespace=models',
      '--for=jsonpath={.status.succeeded}=1',
      '--timeout=39600s',
    ]);
    expect(load.spec.activeDeadlineSeconds).toBeGreaterThan(39600);
    const role = objects.find(({ kind, metadata }) => kind === 'Role' && metadata.name === serviceAccountName);
    expect(role.rules).toContainEqual({
      apiGroups: ['batch'],
      resources: ['jobs'],
      resourceNames: [restore.jobName],
      verbs: ['get', 'list', 'watch'],
    });
    expect(objects.some(({ kind }) => kind === 'DataLoad')).toBe(false);
  });

  test('fills it at once when it was restored by hand, and never when nobody asks for it', () => {
    const loadsOf = (model: Partial<StoredModelOptions>): string[] => {
      const { store, stack } = archiveFixture();
      store.add('old', { ...OLD, ...model });
      return Object.values<any>(manifestsOf(stack))
        .map(({ kind }) => String(kind))
        .filter((kind) => kind === 'DataLoad' || kind === 'Job');
    };
    expect(loadsOf({ restoredBy: Restored.byHand('retired/old') })).toStrictEqual(['DataLoad']);
    const { store, stack, restore } = restored();
    store.add('old', { ...OLD, restoredBy: restore, prefetch: Prefetch.NEVER });
    expect(Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('Job/first-load'))).toStrictEqual([]);
  });

  test('fails with an engine that cannot wait', () => {
    const fixture = archiveFixture().fixture;
    const store = fixture.store(
      {
        hot: HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() }),
        warm: WarmTier.bucket('acme-models', { credentials: CREDENTIALS }),
      },
      'Copies',
    );
    const restore = new RestoreJob(fixture.stack, 'Restore', { store, path: 'retired/old' });
    expect(() => store.add('old', { ...OLD, restoredBy: restore })).toThrow(
      /AIC-3144 at test\/Copies\/old: .* brings old in at once, also while it is being restored; got restoredBy the Job/,
    );
  });

  test('fails when it is served before it is restored', () => {
    const { store, stack, fixture } = archiveFixture();
    const model = store.add('old', { ...OLD, archived: true });
    const inference = new InferenceEdge(stack, 'Inference', { cluster: fixture.cluster });
    expect(() =>
      inference.endpoints.add('chat', {
        model,
        runtime: Runtime.vllm(),
        pool: fixture.gpus,
        devicesPerReplica: 2,
        scale: Scale.fixed(1),
      }),
    ).toThrow(/AIC-3142 at test\/Inference\/.*chat: the model old stands in the archive and cannot be read/);
  });
});
