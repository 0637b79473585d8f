import { Manifest } from '../../../core/private/manifest-member';

/** One program that moves or checks files, run to its end. */
export interface TransferStep {
  readonly name: string;
  /** As it is pulled. */
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: readonly Manifest[];
  readonly volumeMounts?: readonly Manifest[];
  /** Quantities, for example `{ cpu: '1', memory: '1Gi' }`. */
  readonly requests: { readonly [name: string]: string };
  readonly limits: { readonly [name: string]: string };
}

/** A Job of steps that run one after the other. Nothing in it may gain rights. */
export interface ResolvedTransferJob {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: { readonly [key: string]: string };
  /** Each must end well before the next begins. */
  readonly steps: readonly TransferStep[];
  readonly volumes?: readonly Manifest[];
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly tolerations?: readonly Manifest[];
  /** The default account of the namespace when there is none. Its token is mounted by those steps only that mount it. */
  readonly serviceAccountName?: string;
  readonly podLabels?: { readonly [key: string]: string };
  readonly podAnnotations?: { readonly [key: string]: string };
  readonly pullSecretName?: string;
  /** Seconds until the Job is given up. */
  readonly deadlineSeconds: number;
  /** Times that a failed pod is made again. */
  readonly retries: number;
  /** Seconds until a finished Job goes; undefined keeps it: what is awaited, or must not run twice. */
  readonly ttlSeconds?: number;
  /** Whether a step that failed starts again in its pod, which has the files that it left. */
  readonly keepsFiles?: boolean;
  /** Whether it waits until somebody lets it run. */
  readonly isSuspended?: boolean;
}

/** Nobody in particular: the images of the steps need no user of their own. */
const USER_ID = 65532;

export function renderTransferJob(job: ResolvedTransferJob): Manifest {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: job.name, namespace: job.namespace, ...(job.labels === undefined ? {} : { labels: job.labels }) },
    spec: renderTransferJobSpec(job),
  };
}

/** The `spec` of a Job, for a CronJob to repeat. */
export function renderTransferJobSpec(job: ResolvedTransferJob): Manifest {
  return {
    backoffLimit: job.retries,
    activeDeadlineSeconds: job.deadlineSeconds,
    ...(job.ttlSeconds === undefined ? {} : { ttlSecondsAfterFinished: job.ttlSeconds }),
    ...(job.isSuspended === true ? { suspend: true } : {}),
    template: {
      metadata: {
        ...(job.podLabels === undefined ? {} : { labels: job.podLabels }),
        ...(job.podAnnotations === undefined ? {} : { annotations: job.podAnnotations }),
      },
      spec: podSpec(job),
    },
  };
}

function podSpec(job: ResolvedTransferJob): Manifest {
  const containers = job.steps.map(container);
  return {
    restartPolicy: job.keepsFiles === true ? 'OnFailure' : 'Never',
    ...(job.serviceAccountName === undefined ? {} : { serviceAccountName: job.serviceAccountName }),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(job.nodeSelector === undefined ? {} : { nodeSelector: job.nodeSelector }),
    ...(job.tolerations === undefined || job.tolerations.length === 0 ? {} : { tolerations: job.tolerations }),
    ...(job.pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: job.pullSecretName }] }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER_ID,
      runAsGroup: USER_ID,
      fsGroup: USER_ID,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(containers.length > 1 ? { initContainers: containers.slice(0, -1) } : {}),
    containers: containers.slice(-1),
    ...(job.volumes === undefined || job.volumes.length === 0 ? {} : { volumes: job.volumes }),
  };
}

function container(step: TransferStep): Manifest {
  return {
    name: step.name,
    image: step.image,
    command: step.command,
    env: step.environment,
    resources: { requests: step.requests, limits: step.limits },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    ...(step.volumeMounts === undefined || step.volumeMounts.length === 0 ? {} : { volumeMounts: step.volumeMounts }),
  };
}
