import { pullSecrets } from './pool-nodes';
import { MANIFESTS } from '../../../catalog/manifests';
import { Toleration } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { distinct, distinctTolerations } from '../../private/tolerations';

const NAME = 'multus';
const LABELS = { 'app.kubernetes.io/name': NAME };
const VERSION = { 'app.kubernetes.io/version': MANIFESTS.multus.version };

const CLEAN_UP = `trap 'rm -f /host/etc/cni/net.d/00-multus.conf /host/etc/cni/net.d/00-multus.conflist; exit 0' TERM
while true; do sleep 3600 & wait $!; done
`;

export interface MultusContext {
  readonly namespace: string;
  readonly image: string;
  /** Has a shell, which the image of Multus has not. */
  readonly sidecarImage: string;
  readonly pullSecretName?: string;
  readonly binDirectory: string;
  readonly configDirectory: string;
  /** Labels of the nodes of each pool, and what those nodes keep away. */
  readonly nodes: { readonly nodeLabels: { [key: string]: string }; readonly tolerations: Toleration[] }[];
}

export const NETWORK_DEFINITION_CRD: Manifest = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'network-attachment-definitions.k8s.cni.cncf.io' },
  spec: {
    group: 'k8s.cni.cncf.io',
    scope: 'Namespaced',
    names: {
      kind: 'NetworkAttachmentDefinition',
      plural: 'network-attachment-definitions',
      singular: 'network-attachment-definition',
      shortNames: ['nad', 'net-attach-def'],
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { config: { type: 'string' } } } },
          },
        },
      },
    ],
  },
};

/** What the CNI program may do: read networks and pods, and write a pod's network status. */
export function renderMultusAccess(namespace: string): Manifest[] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'ai-cloud-multus' },
      rules: [
        {
          apiGroups: ['k8s.cni.cncf.io'],
          resources: ['network-attachment-definitions'],
          verbs: ['get', 'list', 'watch'],
        },
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['pods/status'], verbs: ['get', 'patch', 'update'] },
        { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'ai-cloud-multus' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'ai-cloud-multus' },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
    },
  ];
}

export function multusIdentity(namespace: string): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: NAME, namespace, labels: { ...LABELS, ...VERSION } },
  };
}

/**
 * The thin plugin: a program that each pod start calls, and a small process that keeps its configuration and token
 * fresh (it does so only with `--cleanup-config-on-exit`, and cleans up nothing: the sidecar does, else no pod would
 * start on the node after Multus is gone). The thick plugin is a daemon whose memory grows with the pods of the node, and without it no pod starts.
 */
export function renderMultus(c: MultusContext): Manifest {
  const host = { binaries: '/host/opt/cni/bin', configuration: '/host/etc/cni/net.d' };
  const securityContext = {
    runAsUser: 0,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] },
    seLinuxOptions: { type: 'spc_t' },
  };
  const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } };
  return {
    ...multusIdentity(c.namespace),
    spec: {
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          serviceAccountName: NAME,
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          terminationGracePeriodSeconds: 10,
          affinity: nodeAffinity(c),
          tolerations: distinctTolerations(c.nodes.flatMap((n) => n.tolerations)),
          ...pullSecrets(c.pullSecretName),
          initContainers: [
            {
              name: 'install',
              image: c.image,
              command: ['/install_multus', '--type', 'thin'],
              securityContext,
              resources,
              volumeMounts: [{ name: 'binaries', mountPath: host.binaries }],
            },
          ],
          containers: [
            {
              name: 'multus',
              image: c.image,
              command: ['/thin_entrypoint'],
              args: [
                '--multus-conf-file=auto',
                `--multus-autoconfig-dir=${host.configuration}`,
                `--cni-conf-dir=${host.configuration}`,
                `--multus-kubeconfig-file-host=${c.configDirectory}/multus.d/multus.kubeconfig`,
                '--skip-multus-binary-copy=true',
                '--cleanup-config-on-exit=true',
              ],
              securityContext,
              resources,
              volumeMounts: [
                { name: 'binaries', mountPath: host.binaries },
                { name: 'configuration', mountPath: host.configuration },
              ],
            },
            {
              name: 'clean-up',
              image: c.sidecarImage,
              command: ['sh', '-c', CLEAN_UP],
              securityContext,
              resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '16Mi' } },
              volumeMounts: [{ name: 'configuration', mountPath: host.configuration }],
            },
          ],
          volumes: [
            { name: 'binaries', hostPath: { path: c.binDirectory } },
            { name: 'configuration', hostPath: { path: c.configDirectory } },
          ],
        },
      },
    },
  };
}

/** Nodes of any of the pools, and no others. */
function nodeAffinity(c: MultusContext): Manifest {
  const terms = c.nodes.map((n) => ({
    matchExpressions: Object.entries(n.nodeLabels).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
  }));
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: distinct(terms) } } };
}
