import { TerraformStack } from 'cdktf';
import {
  Accelerator,
  AINativeCluster,
  AINativeClusterProps,
  ClusterAccess,
  DeviceSoftware,
  NodeSelector,
  PoolOptions,
} from '../../lib';
import { testStack } from '../harness';

/** Vendors whose device plugin has no public image: a pool must say what runs there. */
const SAYS_ITS_SOFTWARE = ['ascend', 'cambricon', 'google', 'hygon', 'kunlun', 'metax'];
const THEIRS = DeviceSoftware.existing({ name: 'the plugin of the platform team' });

/** Props that say nothing but how the cluster is reached. */
export const ACCESS = { access: ClusterAccess.kubeconfig('~/.kube/config') };

export interface ClusterFixture {
  readonly stack: TerraformStack;
  readonly cluster: AINativeCluster;
}

export function clusterFixture(props: Partial<AINativeClusterProps> = {}): ClusterFixture {
  const stack = testStack();
  return { stack, cluster: new AINativeCluster(stack, 'Cluster', { ...ACCESS, ...props }) };
}

/** A pool of two H800 servers; its label is its name's unless options say otherwise. */
export function poolOptions(label: string, options: Partial<PoolOptions> = {}): PoolOptions {
  return {
    nodes: NodeSelector.labels({ 'acme.com/pool': label }),
    expectedNodes: 2,
    accelerator: Accelerator.NVIDIA_H800,
    devicesPerNode: 8,
    ...(SAYS_ITS_SOFTWARE.includes(options.accelerator?.vendor ?? '') ? { deviceSoftware: THEIRS } : {}),
    ...options,
  };
}

/** The stack of a cluster with one pool. */
export function stackWithPool(
  options: Partial<PoolOptions> = {},
  props: Partial<AINativeClusterProps> = {},
): TerraformStack {
  const { stack, cluster } = clusterFixture(props);
  cluster.pools.add('h800', poolOptions('h800', options));
  return stack;
}

/** What the stack warns of, each text once per construct. */
export function warningsOf(stack: TerraformStack): string[] {
  return stack.node
    .findAll()
    .flatMap((construct) => construct.node.metadata)
    .flatMap(({ data }) => (typeof data === 'string' && data.startsWith('AIC-') ? [data] : []));
}
