import { API_TOKEN_MOUNT, apiToken } from '../../../core/private/api-token';
import { Manifest } from '../../../core/private/manifest-member';
import { renderCronJob } from '../../moving/private/render-cron-job';
import { ResolvedTransferJob } from '../../moving/private/render-transfer-job';

export const SNAPSHOT_API = 'snapshot.storage.k8s.io/v1';
/** On each snapshot: the schedule that took it. */
const TAKEN_BY = 'ai-cloud/snapshot-schedule';
/** Programs of the shell's image that the script calls. */
const PROGRAMS = ['awk', 'date', 'sh'];

/** A schedule with every default decided. */
export interface ResolvedSnapshots {
  /** Of everything that belongs to it. */
  readonly name: string;
  readonly namespace: string;
  readonly claimName: string;
  readonly snapshotClassName?: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly keep: number;
  readonly kubectlImage: string;
  readonly shellImage: string;
  readonly pullSecretName?: string;
}

/** The account of the schedule: snapshots of its namespace and nothing more. */
export function renderSnapshotAccess({ name, namespace }: ResolvedSnapshots): Manifest[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const metadata = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'Role',
      metadata,
      rules: [
        {
          apiGroups: ['snapshot.storage.k8s.io'],
          resources: ['volumesnapshots'],
          verbs: ['create', 'delete', 'get', 'list'],
        },
      ],
    },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

/** Takes one, then takes away those that are one too many. */
export function renderSnapshotSchedule(s: ResolvedSnapshots): Manifest {
  const tools = { name: 'tools', mountPath: '/tools' };
  const copy = `cp /bin/busybox /tools/ && for name in ${PROGRAMS.join(' ')}; do ln -s busybox "/tools/$name"; done`;
  const job: ResolvedTransferJob = {
    name: s.name,
    namespace: s.namespace,
    serviceAccountName: s.name,
    pullSecretName: s.pullSecretName,
    deadlineSeconds: 600,
    retries: 2,
    steps: [
      {
        // The image of kubectl has no shell, so that one is lent to it.
        name: 'shell',
        image: s.shellImage,
        command: ['sh', '-c', copy],
        environment: [],
        volumeMounts: [tools],
        requests: { cpu: '10m', memory: '16Mi' },
        limits: { memory: '32Mi' },
      },
      {
        name: 'snapshot',
        image: s.kubectlImage,
        command: ['/tools/sh', '-c', snapshotScript(s)],
        environment: [
          { name: 'KUBECTL', value: 'kubectl --cache-dir=/tools/cache' },
          { name: 'PATH', value: '/tools:/usr/local/bin:/usr/bin:/bin' },
        ],
        volumeMounts: [tools, API_TOKEN_MOUNT],
        requests: { cpu: '20m', memory: '64Mi' },
        limits: { memory: '256Mi' },
      },
    ],
    volumes: [{ name: 'tools', emptyDir: { sizeLimit: '64Mi' } }, apiToken()],
  };
  return renderCronJob(job, { schedule: s.cron, timeZone: s.timeZone });
}

/**
 * Only snapshots that can be restored from count, so that a storage which fails for a week does not cost the last good
 * ones; what failed before the newest good one goes as well.
 */
function snapshotScript(s: ResolvedSnapshots): string {
  const snapshot = JSON.stringify({
    apiVersion: SNAPSHOT_API,
    kind: 'VolumeSnapshot',
    metadata: { name: '$name', namespace: s.namespace, labels: { [TAKEN_BY]: s.name } },
    spec: {
      source: { persistentVolumeClaimName: s.claimName },
      ...(s.snapshotClassName === undefined ? {} : { volumeSnapshotClassName: s.snapshotClassName }),
    },
  });
  const line = '{{range .items}}{{.metadata.name}} {{with .status}}{{.readyToUse}}{{end}}{{"\\n"}}{{end}}';
  return `set -eu
kubectl=\${KUBECTL:-kubectl}
name=${s.name}-$(date -u +%Y%m%d-%H%M%S)
echo "${snapshot.replace(/"/g, '\\"')}" | $kubectl create --filename=-
snapshots=$($kubectl get volumesnapshots --namespace=${s.namespace} --selector=${TAKEN_BY}=${s.name} \\
  --sort-by=.metadata.creationTimestamp --output=go-template='${line}')
old=$(echo "$snapshots" | awk -v keep=${s.keep} '
  $2 == "true" { good[++n] = $1; newest = NR; next }
  NF { bad[NR] = $1 }
  END {
    for (i = 1; i <= n - keep; i++) print good[i]
    for (at in bad) if (at + 0 < newest) print bad[at]
  }')
test -z "$old" || $kubectl delete volumesnapshots --namespace=${s.namespace} --wait=false $old
`;
}
