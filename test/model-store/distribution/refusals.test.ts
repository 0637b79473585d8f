import { AINativeCluster, ClusterAccess, Dragonfly, DragonflyDatabase, NodeSelector, Size } from '../../../lib';
import { Fixture } from '../fixture';
import { DATABASE, dragonfly } from './support';

describe('refusals', () => {
  test.each([
    { mysqlHost: 'my sql' },
    { mysqlPort: 0 },
    { mysqlUser: 'a b' },
    { mysqlDatabase: '' },
    { redisAddresses: [] },
    { redisAddresses: ['redis'] },
    { configurationSecretName: 'Not A Name' },
  ])('fails on databases that cannot be reached: %j', (wrong) => {
    const options = { mysqlHost: 'mysql', redisAddresses: ['redis:6379'], ...wrong };
    expect(() => DragonflyDatabase.external(options)).toThrow(
      new RegExp(`^AIC-3330: the databases of Dragonfly cannot be reached so; got ${Object.keys(wrong)[0]} `),
    );
  });

  test('fails when the cluster has it already', () => {
    const { fixture } = dragonfly();
    const props = { cluster: fixture.cluster, pools: [fixture.gpus], database: DATABASE };
    expect(() => new Dragonfly(fixture.stack, 'Second', props)).toThrow(
      /AIC-3331 at test\/Second: .*got 'test\/Dragonfly'/,
    );
  });

  test('fails on a pool of another cluster', () => {
    const fixture = new Fixture();
    const access = ClusterAccess.kubeconfig('~/.kube/config', { context: 'other' });
    const other = new AINativeCluster(fixture.stack, 'Other', { access });
    expect(() => dragonfly({ cluster: other }, fixture)).toThrow(
      /AIC-3332 at test\/Dragonfly: .*want pools of test\/Other/,
    );
  });

  test('fails without pools, with one twice, and with one that has no NVMe', () => {
    const fixture = new Fixture();
    const bare = fixture.cluster.pools.add('bare', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'bare' }),
      expectedNodes: 1,
      accelerator: fixture.gpus.accelerator,
      devicesPerNode: 8,
    });
    for (const [id, pools] of Object.entries({ None: [], Twice: [fixture.gpus, fixture.gpus], Bare: [bare] })) {
      const props = { cluster: fixture.cluster, pools, database: DATABASE };
      expect(() => new Dragonfly(fixture.stack, id, props)).toThrow(new RegExp(`AIC-3333 at test/${id}: `));
    }
  });

  test.each([
    { nvmePath: 'relative' },
    { cacheSize: Size.mebibytes(1) },
    { highWatermarkPercent: 101 },
    { lowWatermarkPercent: 80 },
    { usablePercent: 0.9 },
  ])('fails on space that is not usable: %j', (props) => {
    expect(() => dragonfly(props)).toThrow(new RegExp(`AIC-3334 at test/Dragonfly: .*got ${Object.keys(props)[0]} `));
  });

  test.each([0, 1.5, 101])('fails on %p replicas', (replicas) => {
    expect(() => dragonfly({ replicas })).toThrow(/AIC-3335 at test\/Dragonfly: .*whole number from 1 to 100/);
  });
});
