import { Construct, IConstruct } from 'constructs';

/**
 * The first construct that belongs to another cluster. What is no construct stands for what its maker says.
 *
 * Pools of two clusters often have the same name, so that nothing else would notice.
 */
export function foreignAmong(things: readonly unknown[], cluster: IConstruct): IConstruct | undefined {
  return things
    .filter((thing): thing is IConstruct => Construct.isConstruct(thing))
    .find((construct) => !construct.node.scopes.includes(cluster));
}
