import { Manifest } from '../../../core/private/manifest-member';

/** A folder or file of the node that a plugin sees, at the same place unless another is said. */
export interface PluginMount {
  readonly name: string;
  readonly hostPath: string;
  readonly mountPath?: string;
  readonly readOnly?: boolean;
  /** Whether the folder is made when the node has none. */
  readonly created?: boolean;
}

/** A device plugin as a DaemonSet, resolved. */
export interface PluginSpec {
  readonly command?: string[];
  readonly args: string[];
  readonly environment: { [name: string]: string };
  /** Downward API: `NODE_NAME: spec.nodeName`. */
  readonly fields: { [name: string]: string };
  readonly privileged: boolean;
  readonly hostPid?: boolean;
  readonly hostIpc?: boolean;
  readonly mounts: PluginMount[];
  readonly resources: Manifest;
  readonly liveness?: Manifest;
  /** What the plugin may do in the cluster. */
  readonly rules: Manifest[];
  /** Started with the container, after it. */
  readonly postStart?: string[];
}

export const KUBELET_SOCKETS: PluginMount = { name: 'device-plugins', hostPath: '/var/lib/kubelet/device-plugins' };
const POD_RESOURCES: PluginMount = { name: 'pod-resources', hostPath: '/var/lib/kubelet/pod-resources' };
const DEVICE_FILES: PluginMount = { name: 'dev', hostPath: '/dev' };
const SYSTEM_FILES: PluginMount = { name: 'sys', hostPath: '/sys' };

const SMALL = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } };
const NODE_NAME = { NODE_NAME: 'spec.nodeName' };

/** Vendors whose plugin is a DaemonSet and nothing more. */
export type PluginVendor = 'amd' | 'ascend' | 'cambricon' | 'hygon' | 'kunlun' | 'metax';

/** What no vendor's plugin can do without; all that is known of those that publish no manifest. */
const LEAST: PluginSpec = {
  args: [],
  environment: {},
  fields: NODE_NAME,
  privileged: true,
  mounts: [KUBELET_SOCKETS, DEVICE_FILES, SYSTEM_FILES],
  resources: SMALL,
  rules: [],
};

/** What upstream's own manifests ask for, vendor by vendor. */
export const PLUGIN_SPECS: { readonly [vendor in PluginVendor]: PluginSpec } = {
  // @see https://github.com/ROCm/k8s-device-plugin/blob/v1.31.0.9/helm/amd-gpu/templates/deviceplugin-daemonset.yaml
  amd: {
    ...LEAST,
    fields: {},
    privileged: false,
    mounts: [
      KUBELET_SOCKETS,
      SYSTEM_FILES,
      { name: 'health', hostPath: '/var/lib/amd-metrics-exporter', created: true },
    ],
  },
  // The variant that leaves the choice of the device to the kubelet.
  // @see https://gitcode.com/Ascend/mind-cluster/blob/master/component/ascend-device-plugin/build/ascendplugin-910.yaml
  ascend: {
    ...LEAST,
    command: ['/bin/bash', '-c', '--'],
    args: ['device-plugin -useAscendDocker=true -logFile=/var/log/mindx-dl/devicePlugin/devicePlugin.log -logLevel=0'],
    fields: { ...NODE_NAME, HOST_IP: 'status.hostIP' },
    mounts: [
      KUBELET_SOCKETS,
      POD_RESOURCES,
      { name: 'driver', hostPath: '/usr/local/Ascend/driver', readOnly: true },
      { name: 'log', hostPath: '/var/log/mindx-dl/devicePlugin', created: true },
      { name: 'tmp', hostPath: '/tmp' },
      { name: 'lingqu-log', hostPath: '/var/log/lingqu', created: true },
      { name: 'containerd', hostPath: '/run/containerd', readOnly: true },
      { name: 'localtime', hostPath: '/etc/localtime', readOnly: true },
      { name: 'data-trace', hostPath: '/user/cluster-info/datatrace-config', created: true },
    ],
    resources: { requests: { cpu: '500m', memory: '500Mi' }, limits: { cpu: '500m', memory: '500Mi' } },
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'patch', 'update', 'watch'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'patch'] },
      { apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] },
      { apiGroups: [''], resources: ['nodes/status'], verbs: ['get', 'patch', 'update'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'get', 'list', 'update', 'watch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    ],
  },
  // Without --enable-device-type, so that the resource is cambricon.com/mlu.
  // @see https://github.com/Cambricon/cambricon-k8s-device-plugin/tree/v2.0.23/device-plugin/examples
  cambricon: {
    ...LEAST,
    command: ['/usr/bin/k8s-device-plugin'],
    args: ['--mode=default', '--mlulink-policy=best-effort', '--cnmon-path=/usr/bin/cnmon', '--log-level=info'],
    hostPid: true,
    hostIpc: true,
    mounts: [
      KUBELET_SOCKETS,
      POD_RESOURCES,
      DEVICE_FILES,
      { name: 'lib', hostPath: '/usr/lib', mountPath: '/host/usr/lib' },
      { name: 'lib64', hostPath: '/usr/lib64', mountPath: '/host/usr/lib64' },
      { name: 'proc', hostPath: '/proc', mountPath: '/host/proc' },
    ],
    resources: { requests: { cpu: '30m', memory: '64Mi' }, limits: { cpu: '1', memory: '2Gi' } },
    liveness: {
      httpGet: { path: '/healthz', port: 30107, scheme: 'HTTP' },
      initialDelaySeconds: 60,
      failureThreshold: 6,
      periodSeconds: 30,
    },
    rules: [{ apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['get', 'list', 'patch', 'update', 'watch'] }],
  },
  // The mode that registers whole devices as hygon.com/dcu.
  hygon: {
    ...LEAST,
    environment: { POLICY: '0', PULSE: '30', RESOURCE_REGISTER_STRATEGY: 'mixed' },
    mounts: [
      KUBELET_SOCKETS,
      DEVICE_FILES,
      { name: 'vdev', hostPath: '/etc/vdev', readOnly: true, created: true },
      { name: 'hyhal', hostPath: '/opt/hyhal', readOnly: true },
    ],
  },
  kunlun: LEAST,
  metax: LEAST,
};
