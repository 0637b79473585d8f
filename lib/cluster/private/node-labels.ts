import { Construct, IConstruct } from 'constructs';
import {
  NODE_LABEL_POLICY,
  nodeLabelJobIdentity,
  renderNodeLabelAccess,
  renderNodeLabelJob,
  renderNodeLabelPolicy,
} from './render-node-labels';
import { IMAGES } from '../../catalog/images';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { addFact } from '../../core/private/facts';
import { fail, prose } from '../../core/private/fail';
import { dnsLabel } from '../../core/private/names';

const ID = 'NodeLabels';
type Labels = { [key: string]: string };

/**
 * Gives nodes of pools the labels by which scheduler and device software know them: one job for each pool that needs
 * any. Made with the first.
 */
class NodeLabels extends Bundle {
  /** The cluster's; made at the first call. */
  public static of(cluster: ICluster): NodeLabels {
    return (cluster.node.tryFindChild(ID) as NodeLabels | undefined) ?? new NodeLabels(cluster, ID, cluster);
  }

  private readonly labels = new Map<string, Labels>();
  private readonly namespace: string;

  private constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ICluster,
  ) {
    super(scope, id, { target: cluster, releaseName: 'node-labels' });
    this.namespace = cluster.namespaces.ensure(cluster.releaseNamespace, PodSecurity.RESTRICTED);
    for (const { id: name, manifest } of renderNodeLabelAccess(this.namespace)) {
      new KubernetesObject(this, name, { manifest });
    }
    const keys = (): string[] =>
      [...new Set([...this.labels.values()].flatMap((labels) => Object.keys(labels)))].sort();
    new KubernetesObject(this, 'Policy', {
      manifest: NODE_LABEL_POLICY,
      source: { toManifest: () => renderNodeLabelPolicy(this.namespace, keys()) },
    });
    addFact(this, 'images', () => ({ reference: cluster.registries.image(IMAGES.kubectl) }));
  }

  /** Lets the nodes of a pool carry more labels. */
  public add(pool: IPool, labels: Labels): void {
    const own = this.labels.get(pool.poolName);
    this.labels.set(pool.poolName, { ...own, ...labels });
    if (own === undefined) this.addJob(pool);
  }

  private addJob(pool: IPool): void {
    const { namespace } = this;
    const { registries } = this.cluster;
    const jobName = dnsLabel(`node-labels-${pool.poolName}`, 52);
    new KubernetesObject(this, `Pool-${pool.poolName}`, {
      manifest: nodeLabelJobIdentity(jobName, namespace),
      source: {
        toManifest: () =>
          renderNodeLabelJob({
            jobName,
            namespace,
            selector: pool.nodeLabels,
            labels: this.labels.get(pool.poolName) ?? {},
            image: registries.image(IMAGES.kubectl),
            pullSecretName: registries.pullSecretName,
          }),
      },
    });
  }
}

/** Lets the nodes of a pool carry labels. Those that select them are there already; with no others, nothing is made. */
export function labelNodes(cluster: ICluster, pool: IPool, labels: Labels): void {
  const lacking = withoutOwn(cluster, pool, labels);
  if (Object.keys(lacking).length > 0) NodeLabels.of(cluster).add(pool, lacking);
}

/** A label that selects the nodes cannot have another value: the job would take them out of their pool. */
function withoutOwn(scope: IConstruct, pool: IPool, labels: Labels): Labels {
  const conflict = Object.entries(labels).find(
    ([key, value]) => key in pool.nodeLabels && pool.nodeLabels[key] !== value,
  );
  if (conflict !== undefined) {
    const [key, value] = conflict;
    throw fail(scope, {
      code: 'AIC-2056',
      what: `the nodes of ${pool.poolName} are selected by a label that must have another value`,
      got: prose(`${key}=${pool.nodeLabels[key]}`),
      want: `${key}=${value}`,
      fix: `Select the nodes by a label of your own, or by ${key}=${value}.`,
    });
  }
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !(key in pool.nodeLabels)));
}
