import { Expectation, preflightEnvironment, PREFLIGHT_SCRIPT } from './preflight-script';
import { PoolNodes, pullSecrets } from './pool-nodes';
import { FabricAttachment } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel, shortHash } from '../../../core/private/names';

export interface PreflightContext {
  readonly pool: PoolNodes;
  readonly attachment: FabricAttachment;
  readonly expectation: Expectation;
  readonly namespace: string;
  readonly image: string;
  readonly pullSecretName?: string;
}

/** One pod per expected node. Jobs cannot be changed, so another content has another name. */
export function renderPreflight(c: PreflightContext): Manifest {
  const template = podTemplate(c);
  const nodes = Math.max(1, c.pool.expectedNodes);
  const spec = {
    completions: nodes,
    parallelism: nodes,
    completionMode: 'Indexed',
    backoffLimitPerIndex: 1,
    template,
  };
  const name = dnsLabel(`preflight-${c.pool.poolName}-${shortHash(JSON.stringify(spec))}`);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: c.namespace, labels: labelsOf(c) },
    spec,
  };
}

function labelsOf(c: PreflightContext): { [key: string]: string } {
  return { 'app.kubernetes.io/instance': `preflight-${c.pool.poolName}`, 'app.kubernetes.io/name': 'rdma-preflight' };
}

function podTemplate(c: PreflightContext): Manifest {
  const isHostNetwork = c.attachment.hostNetwork === true;
  return {
    metadata: { labels: labelsOf(c), annotations: c.attachment.annotations },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      ...(isHostNetwork ? { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
      nodeSelector: c.pool.nodeLabels,
      tolerations: c.pool.tolerations,
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: labelsOf(c) }, topologyKey: 'kubernetes.io/hostname' },
          ],
        },
      },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65534,
        runAsGroup: 65534,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...pullSecrets(c.pullSecretName),
      containers: [
        {
          name: 'preflight',
          image: c.image,
          command: ['sh', '-c', PREFLIGHT_SCRIPT],
          env: [
            ...preflightEnvironment(c.expectation),
            { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          ],
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
          },
          resources: {
            requests: { cpu: '50m', memory: '32Mi', ...c.attachment.resources },
            limits: { memory: '32Mi', ...c.attachment.resources },
          },
        },
      ],
    },
  };
}
