import { FABRIC_NAMESPACE, PoolNodes } from './pool-nodes';
import { NicSetup } from './resolve-nics';
import { Manifest } from '../../../core/private/manifest-member';

/** One network per NIC: rails stay apart, as NCCL expects. InfiniBand without addresses needs none. */
export function networkNames(poolName: string, setup: NicSetup): string[] {
  return setup.interfaces.map((_, i) => `${poolName}-rail-${i}`);
}

/** Resource of one NIC where NICs are handed out one by one. No hyphens: the webhook of the SR-IOV operator refuses them. */
export function railResource(poolName: string, index: number): string {
  return `${poolName.replace(/-/g, '_')}_rail_${index}`;
}

/** Networks that Multus reads itself. */
export function renderDefinitions(pool: PoolNodes, setup: NicSetup): Manifest[] {
  const ipam = addressing(pool, setup);
  return networkNames(pool.poolName, setup).map((name, i) => ({
    apiVersion: 'k8s.cni.cncf.io/v1',
    kind: 'NetworkAttachmentDefinition',
    metadata: { name, namespace: FABRIC_NAMESPACE },
    spec: {
      config: JSON.stringify({
        cniVersion: '0.3.1',
        name,
        type: setup.link === 'ether' ? 'macvlan' : 'ipoib',
        master: setup.interfaces[i],
        ...(setup.link === 'ether' ? { mode: 'bridge' } : {}),
        ...(setup.mtu === undefined ? {} : { mtu: setup.mtu }),
        ...(ipam[i] === undefined ? {} : { ipam: ipam[i] }),
      }),
    },
  }));
}

/** Networks of shared NICs that the network operator turns into definitions. */
export function renderOperatorNetworks(pool: PoolNodes, setup: NicSetup): Manifest[] {
  const ipam = addressing(pool, setup);
  return networkNames(pool.poolName, setup).map((name, i) => ({
    apiVersion: 'mellanox.com/v1alpha1',
    kind: setup.link === 'ether' ? 'MacvlanNetwork' : 'IPoIBNetwork',
    metadata: { name },
    spec: {
      networkNamespace: FABRIC_NAMESPACE,
      master: setup.interfaces[i],
      ...(setup.link === 'ether' ? { mode: 'bridge' } : {}),
      ...(setup.mtu === undefined ? {} : { mtu: setup.mtu }),
      ...(ipam[i] === undefined ? {} : { ipam: JSON.stringify(ipam[i]) }),
    },
  }));
}

/** Networks of NICs that move into pods. */
export function renderHostDeviceNetworks(pool: PoolNodes, setup: NicSetup): Manifest[] {
  const ipam = addressing(pool, setup);
  return networkNames(pool.poolName, setup).map((name, i) => ({
    apiVersion: 'mellanox.com/v1alpha1',
    kind: 'HostDeviceNetwork',
    metadata: { name },
    spec: {
      networkNamespace: FABRIC_NAMESPACE,
      resourceName: railResource(pool.poolName, i),
      ...(ipam[i] === undefined ? {} : { ipam: JSON.stringify(ipam[i]) }),
    },
  }));
}

/** Where the addresses of each NIC come from, as CNI spells it. */
export function addressing(pool: PoolNodes, setup: NicSetup): (Manifest | undefined)[] {
  const { addressing: from } = setup;
  return setup.interfaces.map((_, i) => {
    if (from?.configuration !== undefined) return JSON.parse(from.configuration) as Manifest;
    if (from?.pool !== undefined) return { type: 'nv-ipam', poolName: poolNames(pool, from.pool.subnets)[i] };
    if (from?.prefixes === undefined) return undefined;
    return { type: 'nv-ipam', poolName: poolNames(pool, from.prefixes.cidrs)[i], poolType: 'cidrpool' };
  });
}

/** The address pools of nv-ipam, in the namespace of the operator. They exist on the nodes of the pool only. */
export function renderAddressPools(pool: PoolNodes, setup: NicSetup, namespace: string): Manifest[] {
  const { pool: blocks, prefixes } = setup.addressing ?? {};
  const nodeSelector = {
    nodeSelectorTerms: [
      {
        matchExpressions: Object.entries(pool.nodeLabels).map(([key, value]) => ({
          key,
          operator: 'In',
          values: [value],
        })),
      },
    ],
  };
  const networks = blocks?.subnets ?? prefixes?.cidrs ?? [];
  return networks.map((network, i) => ({
    apiVersion: 'nv-ipam.nvidia.com/v1alpha1',
    kind: blocks === undefined ? 'CIDRPool' : 'IPPool',
    metadata: { name: poolNames(pool, networks)[i], namespace },
    spec:
      blocks === undefined
        ? {
            cidr: network,
            perNodeNetworkPrefix: prefixes?.perNodeNetworkPrefix,
            ...(prefixes?.gatewayIndex === undefined ? {} : { gatewayIndex: prefixes.gatewayIndex }),
            nodeSelector,
          }
        : {
            subnet: network,
            perNodeBlockSize: blocks.perNodeBlockSize,
            ...(blocks.gateway === undefined ? {} : { gateway: blocks.gateway }),
            nodeSelector,
          },
  }));
}

/** By NIC: one pool for all, or one for each. */
function poolNames(pool: PoolNodes, networks: string[]): string[] {
  if (networks.length > 1) return networks.map((_, i) => `${pool.poolName}-rail-${i}`);
  return Array.from({ length: 32 }, () => pool.poolName);
}
