import { RoceSetup } from './resolve-roce';
import { Manifest } from '../../../core/private/manifest-member';
import { shortHash } from '../../../core/private/names';
import { AddressFamily } from '../fabric-addressing';
import { Toleration } from '../../../contracts/pool';

export const FABRIC_NAMESPACE = 'ai-cloud-fabric';
export const RDMA_RESOURCE = 'rdma/hca_shared_devices_a';
/** How many pods of a node may hold its RDMA devices: more than a node has pods. */
export const RDMA_SHARES = 1000;

/** The nodes of a pool, as DaemonSets and jobs select them. */
export interface PoolNodes {
  readonly poolName: string;
  readonly nodeLabels: { [key: string]: string };
  readonly tolerations: Toleration[];
  readonly expectedNodes: number;
}

export interface FabricContext extends RoceSetup {
  readonly pool: PoolNodes;
  readonly namespace: string;
  readonly pullSecretName?: string;
}

export function pullSecrets(name: string | undefined): Manifest {
  return name === undefined ? {} : { imagePullSecrets: [{ name }] };
}

export function networkNames(poolName: string, interfaces: string[]): string[] {
  return interfaces.map((_, i) => `${poolName}-rail-${i}`);
}

/** NCCL: GID index and traffic class only when they were declared. The pod network carries the first contact. */
export function ncclEnvironment(setup: RoceSetup, cloudNetworks: boolean): { [name: string]: string } {
  const { losslessClass, gidIndex, addressing, hca } = setup;
  const isIpv6 = !cloudNetworks && addressing.family === AddressFamily.IPV6;
  return {
    ...(isIpv6 ? { NCCL_IB_ADDR_FAMILY: addressing.family } : {}),
    ...(gidIndex === undefined ? {} : { NCCL_IB_GID_INDEX: String(gidIndex) }),
    NCCL_IB_HCA: hca,
    ...(losslessClass === undefined ? {} : { NCCL_IB_TC: String(trafficClass(losslessClass.dscp, losslessClass.ecn)) }),
    NCCL_SOCKET_IFNAME: 'eth0',
  };
}

/** The eight bits of the IP header: DSCP and, for switches that mark congestion, "able to understand marks". */
function trafficClass(dscp: number, ecn = true): number {
  return (dscp << 2) | (ecn ? 2 : 0);
}

/** The RDMA shared device plugin of one pool: its configuration and its DaemonSet. */
export function renderDevicePlugin(c: FabricContext, image: string): [Manifest, Manifest] {
  const name = `rdma-device-plugin-${c.pool.poolName}`;
  const labels = { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': 'rdma-shared-device-plugin' };
  const [resourcePrefix, resourceName] = RDMA_RESOURCE.split('/');
  const configuration = JSON.stringify(
    {
      periodicUpdateInterval: 300,
      configList: [
        {
          resourceName,
          resourcePrefix,
          rdmaHcaMax: RDMA_SHARES,
          selectors: { vendors: ['15b3'], drivers: ['mlx5_core'], ifNames: c.interfaces, linkTypes: ['ether'] },
        },
      ],
    },
    undefined,
    2,
  );
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: c.namespace, labels },
      data: { 'config.json': configuration },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name, namespace: c.namespace, labels },
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/instance': name } },
        template: {
          metadata: { labels, annotations: { 'ai-cloud/configuration': shortHash(configuration) } },
          spec: {
            automountServiceAccountToken: false,
            hostNetwork: true,
            priorityClassName: 'system-node-critical',
            nodeSelector: c.pool.nodeLabels,
            tolerations: c.pool.tolerations,
            ...pullSecrets(c.pullSecretName),
            containers: [
              {
                name: 'device-plugin',
                image,
                securityContext: { privileged: true },
                resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
                volumeMounts: [
                  { name: 'configuration', mountPath: '/k8s-rdma-shared-dev-plugin', readOnly: true },
                  { name: 'devices', mountPath: '/dev/' },
                  { name: 'device-plugins', mountPath: '/var/lib/kubelet/device-plugins' },
                  { name: 'plugins-registry', mountPath: '/var/lib/kubelet/plugins_registry' },
                ],
              },
            ],
            volumes: [
              { name: 'configuration', configMap: { name } },
              { name: 'devices', hostPath: { path: '/dev/' } },
              { name: 'device-plugins', hostPath: { path: '/var/lib/kubelet/device-plugins' } },
              { name: 'plugins-registry', hostPath: { path: '/var/lib/kubelet/plugins_registry' } },
            ],
          },
        },
      },
    },
  ];
}

/** One macvlan network per NIC: rails stay apart, as NCCL expects. */
export function renderNetworks(c: FabricContext): Manifest[] {
  return networkNames(c.pool.poolName, c.interfaces).map((name, i) => ({
    apiVersion: 'k8s.cni.cncf.io/v1',
    kind: 'NetworkAttachmentDefinition',
    metadata: { name, namespace: c.namespace },
    spec: {
      config: JSON.stringify({
        cniVersion: '0.3.1',
        name,
        type: 'macvlan',
        master: c.interfaces[i],
        mode: 'bridge',
        ...(c.mtu === undefined ? {} : { mtu: c.mtu }),
        ...(c.addressing.configuration === undefined
          ? {}
          : { ipam: JSON.parse(c.addressing.configuration) as Manifest }),
      }),
    },
  }));
}
