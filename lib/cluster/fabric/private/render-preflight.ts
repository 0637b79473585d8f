import { PoolNodes, pullSecrets } from './render-fabric';
import { FabricAttachment } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel, shortHash } from '../../../core/private/names';

export interface PreflightContext {
  readonly pool: PoolNodes;
  readonly attachment: FabricAttachment;
  readonly nics: number;
  readonly namespace: string;
  readonly image: string;
  readonly pullSecretName?: string;
}

/** Runs without any right of its own, so that what it finds holds for every container. */
const SCRIPT = `fail() { echo "node $NODE_NAME: $1"; exit 1; }
limit=$(ulimit -l)
[ "$limit" = unlimited ] || fail "only $limit KiB of memory can be locked; run the node bootstrap script of the pool"
devices=$(ls /dev/infiniband 2>/dev/null | grep -c '^uverbs')
[ "$devices" -ge "$NICS" ] || fail "$devices RDMA devices, $NICS wanted"
if [ "$NETWORKS" -gt 0 ]; then
  networks=$(ls /sys/class/net | grep -c '^net[0-9]')
  [ "$networks" -ge "$NETWORKS" ] || fail "$networks RDMA networks, $NETWORKS wanted"
fi
echo "node $NODE_NAME: ready for RDMA"
`;

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
  const networks = 'k8s.v1.cni.cncf.io/networks' in c.attachment.annotations ? c.nics : 0;
  return {
    metadata: { labels: labelsOf(c), annotations: c.attachment.annotations },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
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
          command: ['sh', '-c', SCRIPT],
          env: [
            { name: 'NETWORKS', value: String(networks) },
            { name: 'NICS', value: String(c.nics) },
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
