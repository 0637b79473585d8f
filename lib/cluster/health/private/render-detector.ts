import { CHECK_FABRIC } from './check-fabric';
import { LINK_DOWN } from './faults';
import { NodeFault } from '../../../contracts/monitoring';
import { Manifest } from '../../../core/private/manifest-member';
import { shortHash } from '../../../core/private/names';
import { nodesWith } from '../../private/nodes-of';
import { DeviceFault, FaultConsequence } from '../device-fault';

/** The node problem detector with every default decided. */
export interface ResolvedDetector {
  readonly namespace: string;
  readonly faults: DeviceFault[];
  readonly hasFabric: boolean;
  /** Labels of the nodes of each pool. */
  readonly selectors: { [key: string]: string }[];
  readonly image: string;
  readonly pullSecretName?: string;
}

export const DETECTOR = 'node-problem-detector';
/** Longer than any node is up: a detector that is started anew reads what happened since boot. */
const SINCE_BOOT = '87600h';

/** What the detector looks for. Faults of hardware are read again from boot on, so that its restart forgets none. */
export function renderDetectorConfig(detector: ResolvedDetector): Manifest {
  const isOfDevice = (fault: DeviceFault): boolean => fault.consequence !== FaultConsequence.APPLICATION;
  const monitor = (source: string, lookback: string, conditions: Manifest[], rules: Manifest[]): string =>
    JSON.stringify({
      plugin: 'kmsg',
      logPath: '/dev/kmsg',
      lookback,
      bufferSize: 10,
      source,
      metricsReporting: true,
      conditions,
      rules,
    });
  const hardware = detector.faults.filter(isOfDevice);
  const programs = detector.faults.filter((fault) => !isOfDevice(fault));
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: DETECTOR, namespace: detector.namespace },
    data: {
      'devices.json': monitor(
        'ai-cloud-devices',
        SINCE_BOOT,
        [{ type: NodeFault.ACCELERATOR, reason: 'NoAcceleratorFault', message: 'no fault since the node was booted' }],
        hardware.map(({ reason, pattern }) => ({
          type: 'permanent',
          condition: NodeFault.ACCELERATOR,
          reason,
          pattern,
        })),
      ),
      'programs.json': monitor(
        'ai-cloud-programs',
        '5m',
        [],
        programs.map(({ reason, pattern }) => ({ type: 'temporary', reason, pattern })),
      ),
      ...(detector.hasFabric ? { 'fabric.json': fabricConfig(), 'check-fabric.sh': CHECK_FABRIC } : {}),
    },
  };
}

function fabricConfig(): string {
  return JSON.stringify({
    plugin: 'custom',
    pluginConfig: { invoke_interval: '15s', timeout: '5s', max_output_length: 200, concurrency: 1 },
    source: 'ai-cloud-fabric',
    metricsReporting: true,
    conditions: [{ type: NodeFault.FABRIC, reason: 'NoFabricFault', message: 'every port that was active is active' }],
    rules: [{ type: 'permanent', condition: NodeFault.FABRIC, reason: LINK_DOWN, path: '/config/check-fabric.sh' }],
  });
}

/** Reading the kernel's messages takes a privileged container. */
export function renderDetector(detector: ResolvedDetector, config: Manifest): Manifest {
  const labels = { 'app.kubernetes.io/name': DETECTOR };
  const { hasFabric, pullSecretName } = detector;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: DETECTOR, namespace: detector.namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'ai-cloud/configuration': shortHash(JSON.stringify(config)) } },
        spec: {
          serviceAccountName: DETECTOR,
          priorityClassName: 'system-node-critical',
          ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
          affinity: nodesWith(detector.selectors),
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name: DETECTOR,
              image: detector.image,
              command: [
                '/node-problem-detector',
                '--logtostderr',
                '--prometheus-address=0.0.0.0',
                '--config.system-log-monitor=/config/devices.json,/config/programs.json',
                ...(hasFabric ? ['--config.custom-plugin-monitor=/config/fabric.json'] : []),
              ],
              env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              ports: [{ name: 'metrics', containerPort: 20257 }],
              resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '128Mi' } },
              securityContext: { privileged: true, readOnlyRootFilesystem: true },
              volumeMounts: [
                { name: 'kernel-log', mountPath: '/dev/kmsg', readOnly: true },
                { name: 'config', mountPath: '/config', readOnly: true },
                ...(hasFabric
                  ? [
                      { name: 'sys', mountPath: '/host/sys', readOnly: true },
                      { name: 'seen', mountPath: '/seen' },
                    ]
                  : []),
              ],
            },
          ],
          volumes: [
            { name: 'kernel-log', hostPath: { path: '/dev/kmsg', type: 'CharDevice' } },
            { name: 'config', configMap: { name: DETECTOR, defaultMode: 0o555 } },
            ...(hasFabric
              ? [
                  { name: 'sys', hostPath: { path: '/sys', type: 'Directory' } },
                  { name: 'seen', emptyDir: { sizeLimit: '1Mi' } },
                ]
              : []),
          ],
        },
      },
    },
  };
}

/** Its role is built into Kubernetes: it reads its node, writes conditions and events. */
export function renderDetectorAccess(namespace: string): Manifest[] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: DETECTOR, namespace } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'ai-cloud-node-problem-detector' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-problem-detector' },
      subjects: [{ kind: 'ServiceAccount', name: DETECTOR, namespace }],
    },
  ];
}
