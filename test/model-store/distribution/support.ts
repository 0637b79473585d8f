import { Dragonfly, DragonflyDatabase, DragonflyProps } from '../../../lib';
import { chartsOf } from '../../harness';
import { Fixture } from '../fixture';

export const DATABASE = DragonflyDatabase.external({
  mysqlHost: 'mysql.acme.internal',
  redisAddresses: ['redis-1.acme.internal:6379', 'redis-0.acme.internal:6379'],
});

/** Dragonfly on one pool. */
export function dragonfly(
  props: Partial<DragonflyProps> = {},
  fixture = new Fixture(),
): { fixture: Fixture; own: Dragonfly } {
  const own = new Dragonfly(fixture.stack, 'Dragonfly', {
    cluster: fixture.cluster,
    pools: [fixture.gpus],
    database: DATABASE,
    ...props,
  });
  return { fixture, own };
}

/** Values of its chart. */
export const valuesOf = (props: Partial<DragonflyProps> = {}, fixture?: Fixture): any =>
  chartsOf(dragonfly(props, fixture).fixture.stack).dragonfly.values;
export const warningsOf = (props: Partial<DragonflyProps>): string[] =>
  dragonfly(props).own.node.metadata.map((entry) => String(entry.data).slice(0, 8));
