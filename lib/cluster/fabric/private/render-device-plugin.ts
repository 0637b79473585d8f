import { FABRIC_NAMESPACE, PoolNodes, pullSecrets } from './pool-nodes';
import { NicSetup } from './resolve-nics';
import { Manifest } from '../../../core/private/manifest-member';
import { shortHash } from '../../../core/private/names';

export const RDMA_RESOURCE = 'rdma/hca_shared_devices_a';
/** How many pods of a node may hold its RDMA devices: more than a node has pods. */
export const RDMA_SHARES = 1000;

/** What the RDMA shared device plugin reads: one resource for all NICs of the pool. */
export function sharedDevicesConfiguration(setup: NicSetup): Manifest {
  const [resourcePrefix, resourceName] = RDMA_RESOURCE.split('/');
  return {
    periodicUpdateInterval: 300,
    configList: [
      {
        resourceName,
        resourcePrefix,
        rdmaHcaMax: RDMA_SHARES,
        selectors: {
          vendors: ['15b3'],
          drivers: ['mlx5_core'],
          ifNames: setup.interfaces,
          linkTypes: [setup.link],
        },
      },
    ],
  };
}

/** The RDMA shared device plugin of one pool: its configuration and its DaemonSet. */
export function renderDevicePlugin(
  pool: PoolNodes,
  setup: NicSetup,
  image: string,
  pullSecretName: string | undefined,
): [Manifest, Manifest] {
  const name = `rdma-device-plugin-${pool.poolName}`;
  const namespace = FABRIC_NAMESPACE;
  const labels = { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': 'rdma-shared-device-plugin' };
  const configuration = JSON.stringify(sharedDevicesConfiguration(setup), undefined, 2);
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, labels },
      data: { 'config.json': configuration },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name, namespace, labels },
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/instance': name } },
        template: {
          metadata: { labels, annotations: { 'ai-cloud/configuration': shortHash(configuration) } },
          spec: {
            automountServiceAccountToken: false,
            hostNetwork: true,
            priorityClassName: 'system-node-critical',
            nodeSelector: pool.nodeLabels,
            tolerations: pool.tolerations,
            ...pullSecrets(pullSecretName),
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
