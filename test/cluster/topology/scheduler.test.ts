import { parse } from 'yaml';
import { SchedulerAction, SchedulerPlugin, SchedulerPolicy } from '../../../lib';
import { absent, chartsOf } from '../../harness';
import { clusterFixture, poolOptions } from '../support';
import { topologyFixture, TopologyFixture } from './support';

const schedulerOf = ({ stack }: Pick<TopologyFixture, 'stack'>): any =>
  parse(chartsOf(stack).volcano.values.custom.scheduler_config_override);
const pluginOf = (fixture: Pick<TopologyFixture, 'stack'>): any =>
  schedulerOf(fixture)
    .tiers.flatMap((tier: any) => tier.plugins)
    .find((plugin: any) => plugin.name === 'network-topology-aware');

describe('the scheduler', () => {
  test('packs HyperNodes by the devices of the pools', () => {
    expect(pluginOf(topologyFixture())).toStrictEqual({
      name: 'network-topology-aware',
      arguments: {
        weight: 10,
        'hypernode.binpack.cpu': 1,
        'hypernode.binpack.memory': 1,
        'hypernode.binpack.resources': 'nvidia.com/gpu',
        'hypernode.binpack.resources.nvidia.com/gpu': 10,
      },
    });
  });

  test('has no such plugin without a topology', () => {
    const plain = clusterFixture();
    plain.cluster.pools.add('h800', poolOptions('h800'));
    absent(pluginOf, topologyFixture(), plain);
  });

  test('names no resources when there are no pools', () => {
    const { stack, cluster } = clusterFixture();
    cluster.scheduling._readTopology({ scope: stack });
    absent(
      (fixture: Pick<TopologyFixture, 'stack'>) => pluginOf(fixture).arguments['hypernode.binpack.resources'],
      topologyFixture(),
      { stack },
    );
  });

  test('keeps the plugin of a policy that is written by hand', () => {
    const own = SchedulerPlugin.of('network-topology-aware', { integers: { weight: 3 } });
    const fixture = topologyFixture(undefined, {}, { scheduling: { policy: withPlugin(own) } });
    expect(pluginOf(fixture)).toStrictEqual({ name: 'network-topology-aware', arguments: { weight: 3 } });
  });
});

/** The least policy that queues work with, and a plugin. */
function withPlugin(plugin: SchedulerPlugin): SchedulerPolicy {
  return SchedulerPolicy.of({
    actions: [SchedulerAction.ALLOCATE],
    tiers: [{ plugins: [SchedulerPlugin.of('priority'), SchedulerPlugin.of('gang'), plugin] }],
  });
}
