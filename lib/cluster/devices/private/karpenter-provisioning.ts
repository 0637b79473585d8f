import { nodeClassOf, NodePoolSetup, nodePoolIdentity, renderEc2NodeClass, renderNodePool } from './render-karpenter';
import { SharingKind } from '../../../contracts/pool';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { fail, prose, warn } from '../../../core/private/fail';
import { Duration } from '../../../units/duration';
import { isDeviceClassQuota } from '../../../core/private/device-class-quota';
import { KarpenterOptions } from '../karpenter-options';
import { INodeProvisioning, INodeProvisioningHost, NodeProvisioningBinding } from '../node-provisioning-contract';

/** Set by Karpenter itself on each node that it makes. */
const NODE_POOL_LABEL = 'karpenter.sh/nodepool';

/** Resources of NICs that a provider knows by instance type. @see https://github.com/aws/karpenter-provider-aws/issues/3315 */
const KNOWN_FABRICS = ['vpc.amazonaws.com/efa'];

/** A NodePool for the pool, and its EC2NodeClass where none is there. */
export class KarpenterProvisioning implements INodeProvisioning {
  constructor(private readonly options: KarpenterOptions) {}

  public bind(host: INodeProvisioningHost): NodeProvisioningBinding {
    this.check(host);
    warnOfUnknown(host);
    const { pool, cluster, taints } = host;
    const { nodeClass, requirements, consolidateAfter, expireAfter, disruptionBudget, weight } = this.options;
    const bundle = new Bundle(host.scope, 'Nodes', { target: cluster, releaseName: `nodes-${pool.poolName}` });
    if (nodeClass.ec2Options !== undefined) {
      const manifest = renderEc2NodeClass(pool.poolName, nodeClass.ec2Options, pool.nvmePerNode !== undefined);
      new KubernetesObject(bundle, 'NodeClass', { manifest });
    }
    const setup = (): NodePoolSetup => ({
      pool,
      nodeClass: nodeClassOf(pool.poolName, nodeClass.reference),
      requirements,
      labels: withoutKarpenters(host.nodeLabels()),
      taints,
      consolidateAfter: consolidateAfter ?? Duration.minutes(10),
      expireAfter,
      disruptionBudget: disruptionBudget ?? '10%',
      weight,
    });
    new KubernetesObject(bundle, 'NodePool', {
      manifest: nodePoolIdentity(pool.poolName),
      source: { toManifest: () => renderNodePool(setup()) },
    });
    return { podAnnotations: { 'karpenter.sh/do-not-disrupt': 'true' }, ready: bundle };
  }

  private check(host: INodeProvisioningHost): void {
    const { pool } = host;
    if (pool.sharing.kind !== SharingKind.WHOLE || isDeviceClassQuota(pool.deviceResource)) {
      throw fail(host.scope, {
        code: 'AIC-2062',
        what: `Karpenter cannot make nodes for pods of ${pool.poolName}`,
        got: prose(`pods that ask for ${Object.keys(pool.sharing.nodeResources).sort().join(', ')}`),
        want: 'pods that ask for whole devices: it knows no other resource of a machine before the machine is there',
        fix: 'Let the pool have nodes that exist, or share whole devices with a device plugin.',
      });
    }
    const own = pool.nodeLabels[NODE_POOL_LABEL];
    const { weight, disruptionBudget = '10%', requirements } = this.options;
    const wrong = [
      ...(own === undefined || own === pool.poolName ? [] : [`${NODE_POOL_LABEL}=${own}`]),
      ...(weight === undefined || (Number.isInteger(weight) && weight >= 1 && weight <= 100)
        ? []
        : [`weight ${weight}`]),
      ...(/^((100|[0-9]{1,2})%|[0-9]+)$/.test(disruptionBudget) ? [] : [`disruptionBudget ${disruptionBudget}`]),
      ...Object.entries(requirements).flatMap(([key, values]) =>
        values.length === 0 ? [`${key} without values`] : [],
      ),
      ...(Object.keys(requirements).length === 0 ? ['no requirements'] : []),
    ];
    if (wrong.length === 0) return;
    throw fail(host.scope, {
      code: 'AIC-2063',
      what: `the nodes of ${pool.poolName} cannot be made so`,
      got: prose(wrong.join(', ')),
      want: `requirements with values, a weight from 1 to 100, a budget such as 1 or 10%, and ${NODE_POOL_LABEL}=${pool.poolName} where nodes are selected by it`,
      fix: "Write NodeProvisioning.karpenter({ nodeClass, requirements: { 'node.kubernetes.io/instance-type': ['p5.48xlarge'] } }).",
    });
  }
}

/** What Karpenter does not know of a machine, it never makes one for: neither shared NICs nor huge pages. */
function warnOfUnknown({ scope, pool }: INodeProvisioningHost): void {
  const unknown = Object.keys(pool.fabric?.resources ?? {}).filter((resource) => !KNOWN_FABRICS.includes(resource));
  if (unknown.length === 0) return;
  warn(
    scope,
    'AIC-2065',
    `pods that use the fabric of ${pool.poolName} ask for ${unknown.sort().join(', ')}, and Karpenter makes no node for ` +
      'them until a NodeOverlay says that its machines have it. With EFA, hugePages: Size.bytes(0) asks for none.',
  );
}

function withoutKarpenters(labels: { [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key !== NODE_POOL_LABEL));
}
