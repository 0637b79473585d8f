import { Manifest } from '../../../core/private/manifest-member';
import { Duration } from '../../../units/duration';
import { IDevicePool } from '../../device-pool';
import { NodeTaint, TaintEffect } from '../../node-taint';
import { NodeClassReference } from '../karpenter-node-class';
import { Ec2NodeClassOptions } from '../ec2-node-class-options';

/** A pool as a NodePool, resolved. */
export interface NodePoolSetup {
  readonly pool: IDevicePool;
  readonly nodeClass: NodeClassReference;
  readonly requirements: { [label: string]: string[] };
  readonly labels: { [key: string]: string };
  readonly taints: NodeTaint[];
  readonly consolidateAfter: Duration;
  readonly expireAfter?: Duration;
  readonly disruptionBudget: string;
  readonly weight?: number;
}

export function nodePoolIdentity(name: string): Manifest {
  return { apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name } };
}

export function nodeClassOf(name: string, reference: NodeClassReference | undefined): NodeClassReference {
  return reference ?? { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name };
}

/** Empty nodes only are taken away: consolidation of others would move pods, and a gang does not survive that. */
export function renderNodePool(s: NodePoolSetup): Manifest {
  const { pool, nodeClass } = s;
  const requirements = { 'kubernetes.io/arch': [pool.architecture], 'kubernetes.io/os': ['linux'], ...s.requirements };
  return {
    ...nodePoolIdentity(pool.poolName),
    spec: {
      template: {
        metadata: { labels: Object.fromEntries(sorted(s.labels)) },
        spec: {
          nodeClassRef: { group: nodeClass.group, kind: nodeClass.kind, name: nodeClass.name },
          requirements: sorted(requirements).map(([key, values]) => ({
            key,
            operator: 'In',
            values: [...values].sort(),
          })),
          ...(s.taints.length === 0 ? {} : { taints: s.taints.map(taint) }),
          expireAfter: s.expireAfter === undefined ? 'Never' : `${s.expireAfter.inSeconds}s`,
        },
      },
      limits: { [pool.deviceResource]: String(pool.expectedNodes * pool.devicesPerNode) },
      disruption: {
        consolidationPolicy: 'WhenEmpty',
        consolidateAfter: `${s.consolidateAfter.inSeconds}s`,
        budgets: [{ nodes: s.disruptionBudget }],
      },
      ...(s.weight === undefined ? {} : { weight: s.weight }),
    },
  };
}

/** Local NVMe becomes one volume where the pool counts on it. */
export function renderEc2NodeClass(name: string, o: Ec2NodeClassOptions, usesNvme: boolean): Manifest {
  return {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name },
    spec: {
      amiSelectorTerms: [{ alias: o.amiAlias }],
      role: o.role,
      subnetSelectorTerms: [{ tags: o.subnetTags }],
      securityGroupSelectorTerms: [{ tags: o.securityGroupTags }],
      ...(o.capacityReservationTags === undefined
        ? {}
        : { capacityReservationSelectorTerms: [{ tags: o.capacityReservationTags }] }),
      ...(usesNvme ? { instanceStorePolicy: 'RAID0' } : {}),
      ...(o.tags === undefined ? {} : { tags: o.tags }),
    },
  };
}

function taint({ key, value, effect }: NodeTaint): Manifest {
  return { key, ...(value === undefined ? {} : { value }), effect: effect ?? TaintEffect.NO_SCHEDULE };
}

function sorted<T>(map: { [key: string]: T }): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
