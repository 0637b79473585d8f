import { IConstruct } from 'constructs';
import { ClusterAccess } from '../../core/cluster-access';
import { fail } from '../../core/private/fail';
import { stackOf } from '../../core/private/registry';

/** By stack: the constructs that stand for clusters, by what reaches them. */
const REACHED = new WeakMap<IConstruct, Map<string, IConstruct>>();

/** Two constructs for one cluster would install everything twice, each over the other. */
export function checkOneConstruct(cluster: IConstruct, { config }: ClusterAccess): void {
  const stack = stackOf(cluster);
  const reached = REACHED.get(stack) ?? new Map<string, IConstruct>();
  REACHED.set(stack, reached);
  const key = JSON.stringify([config.configPath, config.configContext, config.host]);
  const first = reached.get(key);
  if (first !== undefined) {
    throw fail(cluster, {
      code: 'AIC-2010',
      what: 'the stack has this cluster already',
      got:
        config.host ??
        [config.configPath, config.configContext].filter((part) => part !== undefined).join(', context '),
      want: `one AINativeCluster for one cluster (${first.node.path} is it)`,
      fix: "Use that one, or say which cluster is meant: ClusterAccess.kubeconfig(path, { context: 'prod' }).",
    });
  }
  reached.set(key, cluster);
}
