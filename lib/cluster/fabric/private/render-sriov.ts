import { FABRIC_NAMESPACE, PoolNodes } from './pool-nodes';
import { addressing, networkNames, railResource } from './render-networks';
import { NicSetup } from './resolve-nics';
import { Manifest } from '../../../core/private/manifest-member';

const API = 'sriovnetwork.openshift.io/v1';

/**
 * Virtual functions for one pool, in the namespace of the operator: how its nodes show RDMA devices, the functions of
 * each NIC, and one network for each.
 */
export function renderSriov(pool: PoolNodes, setup: NicSetup, namespace: string): Manifest[] {
  const names = networkNames(pool.poolName, setup);
  return [
    renderPoolConfig(pool, setup, namespace),
    ...names.map((name, i) => renderPolicy(pool, setup, namespace, name, i)),
    ...names.map((name, i) => renderNetwork(pool, setup, namespace, name, i)),
  ];
}

function renderPoolConfig(pool: PoolNodes, setup: NicSetup, namespace: string): Manifest {
  return {
    apiVersion: API,
    kind: 'SriovNetworkPoolConfig',
    metadata: { name: pool.poolName, namespace },
    spec: {
      maxUnavailable: setup.mode.maxUnavailableNodes,
      nodeSelector: { matchLabels: pool.nodeLabels },
      rdmaMode: 'exclusive',
    },
  };
}

function renderPolicy(pool: PoolNodes, setup: NicSetup, namespace: string, name: string, i: number): Manifest {
  return {
    apiVersion: API,
    kind: 'SriovNetworkNodePolicy',
    metadata: { name, namespace },
    spec: {
      deviceType: 'netdevice',
      isRdma: true,
      linkType: setup.link === 'ether' ? 'eth' : 'ib',
      ...(setup.mtu === undefined ? {} : { mtu: setup.mtu }),
      nicSelector: { vendor: '15b3', pfNames: [setup.interfaces[i]] },
      nodeSelector: pool.nodeLabels,
      numVfs: setup.mode.perNic,
      resourceName: railResource(pool.poolName, i),
    },
  };
}

/** The chained `rdma` plugin moves the RDMA device into the pod's network namespace. */
function renderNetwork(pool: PoolNodes, setup: NicSetup, namespace: string, name: string, i: number): Manifest {
  const ipam = addressing(pool, setup)[i];
  const { vlan } = setup.mode;
  return {
    apiVersion: API,
    kind: setup.link === 'ether' ? 'SriovNetwork' : 'SriovIBNetwork',
    metadata: { name, namespace },
    spec: {
      networkNamespace: FABRIC_NAMESPACE,
      resourceName: railResource(pool.poolName, i),
      ...(ipam === undefined ? {} : { ipam: JSON.stringify(ipam) }),
      metaPlugins: JSON.stringify({ type: 'rdma' }),
      ...(setup.link === 'ether' && vlan !== undefined ? { vlan } : {}),
    },
  };
}
