import { Construct } from 'constructs';
import { NODE_GROUP_LABEL, nodeGroupOf } from './node-group';
import { renderNodeGroupAccess, renderNodeGroupJob } from './render-node-groups';
import { IMAGES } from '../../../catalog/images';
import { ICluster } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { addFact } from '../../../core/private/facts';
import { fail, prose } from '../../../core/private/fail';
import { dnsLabel } from '../../../core/private/names';

export interface NodeGroupsProps {
  readonly cluster: ICluster;
  readonly namespace: string;
  readonly after: Construct;
}

/** Gives the nodes of pools the label by which the scheduler knows them. Made with the first pool that needs it. */
export class NodeGroups {
  private readonly groups = new Map<string, string>();
  private bundle?: Bundle;

  constructor(
    private readonly scope: Construct,
    private readonly props: NodeGroupsProps,
  ) {}

  public add(pool: IPool): void {
    const group = nodeGroupOf(pool);
    const other = this.groups.get(group);
    if (other !== undefined) {
      throw fail(this.scope, {
        code: 'AIC-2113',
        what: 'two pools are one to the scheduler',
        got: prose(`pools ${other} and ${pool.poolName} with ${NODE_GROUP_LABEL}=${group}`),
        want: 'a value of its own for each pool',
        fix: `Select the nodes by another label, or give them another value of ${NODE_GROUP_LABEL}.`,
      });
    }
    this.groups.set(group, pool.poolName);
    if (NODE_GROUP_LABEL in pool.nodeLabels) return;
    const { cluster, namespace } = this.props;
    new KubernetesObject(this.ensureBundle(), `Pool-${pool.poolName}`, {
      manifest: renderNodeGroupJob({
        jobName: dnsLabel(`node-groups-${pool.poolName}`, 52),
        namespace,
        group,
        nodeLabels: pool.nodeLabels,
        image: cluster.registries.image(IMAGES.kubectl),
        pullSecretName: cluster.registries.pullSecretName,
      }),
    });
  }

  private ensureBundle(): Bundle {
    if (this.bundle === undefined) {
      const { cluster, namespace, after } = this.props;
      const bundle = new Bundle(this.scope, 'NodeGroups', { target: cluster, releaseName: 'node-groups' });
      for (const { id, manifest } of renderNodeGroupAccess(namespace)) new KubernetesObject(bundle, id, { manifest });
      bundle.node.addDependency(after);
      addFact(bundle, 'images', () => ({ reference: cluster.registries.image(IMAGES.kubectl) }));
      this.bundle = bundle;
    }
    return this.bundle;
  }
}
