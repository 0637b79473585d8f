import { Toleration } from '../../contracts/pool';
import { isToken } from '../../core/private/tokens';
import { Manifest } from '../../core/private/manifest-member';
import { shortHash } from '../../core/private/names';
import { FrameworkTask } from '../framework';

/** A training job with every default decided. */
export interface ResolvedTrainingJob {
  readonly namespace: string;
  readonly queueName: string;
  readonly schedulerName: string;
  readonly priorityClassName: string;
  readonly gangSize: number;
  readonly tasks: FrameworkTask[];
  readonly plugins: { [name: string]: string[] };
  readonly image: string;
  readonly pullSecretName?: string;
  readonly command: string[];
  readonly environment: { [name: string]: string };
  readonly annotations: { [name: string]: string };
  readonly resources: { [name: string]: string };
  readonly capabilities: string[];
  readonly runAsUser: number;
  readonly sharedMemory: string;
  readonly checkpoints?: { claimName: string; mountPath: string };
  readonly graceSeconds: number;
  readonly nodeLossSeconds: number;
  readonly maxRetry: number;
  readonly nodeLabels: { [name: string]: string };
  readonly tolerations: Toleration[];
}

/**
 * The job as Volcano stores it: nothing is left to its webhook.
 *
 * The webhook refuses every change of a job but its size, so the name carries a hash of what the job is: a changed
 * program replaces the job instead of failing.
 */
export function renderTrainingJob(jobName: string, job: ResolvedTrainingJob): Manifest {
  const spec = renderSpec(job);
  const content = JSON.stringify(spec, (_key, value: unknown) => (isToken(value) ? null : value));
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name: `${jobName}-${shortHash(content)}`, namespace: job.namespace },
    spec,
  };
}

function renderSpec(job: ResolvedTrainingJob): Manifest {
  return {
    schedulerName: job.schedulerName,
    queue: job.queueName,
    priorityClassName: job.priorityClassName,
    minAvailable: job.gangSize,
    // Every eviction counts as a retry: a job that lends its devices is evicted often.
    maxRetry: job.maxRetry,
    plugins: job.plugins,
    policies: [
      { event: 'PodEvicted', action: 'RestartJob' },
      { event: 'PodFailed', action: 'RestartJob' },
    ],
    tasks: job.tasks.map(({ name, replicas }) => ({
      name,
      replicas,
      minAvailable: replicas,
      maxRetry: job.maxRetry,
      template: {
        ...(isEmpty(job.annotations) ? {} : { metadata: { annotations: job.annotations } }),
        spec: podOf(job),
      },
    })),
  };
}

function podOf(job: ResolvedTrainingJob): Manifest {
  const { checkpoints, pullSecretName, runAsUser } = job;
  return {
    schedulerName: job.schedulerName,
    priorityClassName: job.priorityClassName,
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: job.graceSeconds,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
    ...(isEmpty(job.nodeLabels) ? {} : { nodeSelector: job.nodeLabels }),
    tolerations: [...job.tolerations, ...nodeLoss(job.nodeLossSeconds)],
    securityContext: {
      runAsUser,
      runAsGroup: runAsUser,
      runAsNonRoot: runAsUser !== 0,
      fsGroup: runAsUser,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'trainer',
        image: job.image,
        command: job.command,
        env: Object.entries(job.environment)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => ({ name, value })),
        resources: { requests: job.resources, limits: job.resources },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'], ...(job.capabilities.length > 0 ? { add: job.capabilities } : {}) },
        },
        volumeMounts: [
          { name: 'shared-memory', mountPath: '/dev/shm' },
          ...(checkpoints === undefined ? [] : [{ name: 'checkpoints', mountPath: checkpoints.mountPath }]),
        ],
      },
    ],
    volumes: [
      { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: job.sharedMemory } },
      ...(checkpoints === undefined
        ? []
        : [{ name: 'checkpoints', persistentVolumeClaim: { claimName: checkpoints.claimName } }]),
    ],
  };
}

/** Pods of a node that is gone are given up after this long instead of five minutes. */
function nodeLoss(seconds: number): Manifest[] {
  return ['not-ready', 'unreachable'].map((state) => ({
    key: `node.kubernetes.io/${state}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  }));
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0;
}
