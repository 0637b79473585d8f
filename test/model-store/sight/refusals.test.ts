import { AINativeCluster, ClusterAccess, ModelStoreMonitoring, Monitoring } from '../../../lib';
import { sight, Sight } from './support';

describe('refusals', () => {
  test('fails when the monitoring is that of another cluster', () => {
    const fixture = new Sight();
    const access = ClusterAccess.kubeconfig('~/.kube/config', { context: 'other' });
    const cluster = new AINativeCluster(fixture.stack, 'Other', { access });
    const elsewhere = new Monitoring(fixture.stack, 'Elsewhere', { cluster });
    const props = { store: fixture.models, monitoring: elsewhere };
    expect(() => new ModelStoreMonitoring(fixture.stack, 'Sight', props)).toThrow(
      /AIC-3320 at test\/Sight: .*got 'test\/Other', want test\/Cluster/,
    );
  });

  test('fails when a namespace is watched twice', () => {
    const fixture = new Sight();
    fixture.watch();
    expect(() => fixture.watch(fixture.store({}, 'Second'), 'Other')).toThrow(
      /AIC-3321 at test\/Other: the namespace models is watched already; got 'test\/Sight'/,
    );
  });

  test('fails when an alert that is left out does not exist', () => {
    expect(() => sight({ withoutAlerts: ['Nothing'] })).toThrow(
      /AIC-3322 at test\/Sight: .*got 'Nothing', want one of AiCloudDatasetNotBound, AiCloudCacheWorkerMissing/,
    );
  });

  test.each([{ cacheHitPercent: 0 }, { cacheHitPercent: 101 }, { diskFullPercent: NaN }, { diskFullPercent: -1 }])(
    'fails on a threshold out of range: %j',
    (thresholds) => {
      expect(() => sight({ thresholds })).toThrow(/AIC-3323 at test\/Sight: the threshold \w+Percent is out of range/);
    },
  );
});
