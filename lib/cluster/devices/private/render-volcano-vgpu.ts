import { KUBELET_SOCKETS, PluginSpec } from './plugin-spec';
import { Manifest } from '../../../core/private/manifest-member';

/** Where scheduler and plugin look for it first, whatever their own namespaces are. */
const CONFIGURATION = { name: 'volcano-vgpu-device-config', namespace: 'kube-system' };
const LIBRARIES = '/usr/local/vgpu';

export const VGPU_CONFIGURATION: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: CONFIGURATION };

/** What scheduler and plugin must agree on: names of resources, and the mebibytes that one of memory stands for. */
export function renderVgpuConfiguration(memoryFactor: number): Manifest {
  const lines = [
    'nvidia:',
    '  resourceCountName: volcano.sh/vgpu-number',
    '  resourceMemoryName: volcano.sh/vgpu-memory',
    '  resourceMemoryPercentageName: volcano.sh/vgpu-memory-percentage',
    '  resourceCoreName: volcano.sh/vgpu-cores',
    '  overwriteEnv: false',
    '  defaultMemory: 0',
    '  defaultCores: 0',
    '  defaultGPUNum: 1',
    '  deviceMemoryScaling: 1',
    '  deviceCoreScaling: 1',
    `  gpuMemoryFactor: ${memoryFactor}`,
    '',
  ];
  return { ...VGPU_CONFIGURATION, data: { 'device-config.yaml': lines.join('\n') } };
}

/** The plugin reads that one ConfigMap, and nothing else in its namespace. */
export function renderVgpuConfigurationAccess(account: string, accountNamespace: string): Manifest[] {
  const name = 'ai-cloud-volcano-vgpu';
  const metadata = { name, namespace: CONFIGURATION.namespace };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [CONFIGURATION.name], verbs: ['get'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: accountNamespace }],
    },
  ];
}

/** It says on nodes what devices they have, and on pods which of them they got. */
export const VGPU_RULES: Manifest[] = [
  { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'patch', 'update'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'patch'] },
];

/**
 * The plugin of one pool: it hands out the devices that the scheduler has chosen. Its monitor, which reads the state of
 * the runtime and all of the node's /var for metrics, does not run.
 *
 * @see https://github.com/Project-HAMi/volcano-vgpu-device-plugin/blob/v1.12.0/volcano-vgpu-device-plugin.yml
 */
export function vgpuPlugin(podsPerDevice: number): PluginSpec {
  return {
    args: [`--device-split-count=${podsPerDevice}`],
    environment: {
      HOOK_PATH: LIBRARIES,
      NVIDIA_DRIVER_CAPABILITIES: 'utility',
      NVIDIA_MIG_MONITOR_DEVICES: 'all',
      NVIDIA_VISIBLE_DEVICES: 'all',
    },
    fields: { NODE_NAME: 'spec.nodeName' },
    privileged: true,
    mounts: [
      KUBELET_SOCKETS,
      { name: 'libraries', hostPath: LIBRARIES, created: true },
      { name: 'tmp', hostPath: '/tmp' },
    ],
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    postStart: ['/bin/sh', '-c', `cp -f /k8s-vgpu/lib/nvidia/* ${LIBRARIES}/`],
    rules: VGPU_RULES,
  };
}
