import { kubectlStep, waitRule, waitSteps } from './kubectl-step';
import { ResolvedTransferJob } from './render-transfer-job';
import { apiToken } from '../../../core/private/api-token';
import { Manifest } from '../../../core/private/manifest-member';
import { Awaited } from '../../hot/private/engine';

const LOAD = '/load';
const FILE = 'load.json';
const FLUID_GROUP = 'data.fluid.io';
/** Seconds that a job may wait in its queue: a year. */
export const LONGEST_QUEUE = 365 * 86400;
/** What waits that long sees nodes drained and the API server replaced. */
export const RETRIES_IN_QUEUE = 100;

/** A Job of the same namespace that must be done before, and how long that may take. */
export interface JobBefore {
  readonly jobName: string;
  readonly seconds: number;
}

/** A Job that makes a DataLoad, anew or where there is none, and waits for its end. */
export interface ResolvedLoadJob {
  /** Of the account and all that is its own. */
  readonly name: string;
  readonly namespace: string;
  readonly load: Manifest;
  readonly done: Awaited;
  readonly kubectlImage: string;
  readonly pullSecretName?: string;
  readonly deadlineSeconds: number;
  /** What must be done before. */
  readonly after?: JobBefore;
  /** The job of Volcano, of the same namespace, that its queue must have admitted. Others may make the same load. */
  readonly admitted?: string;
}

/** The account of the Job: it may make DataLoads, and touch that one only. */
export function renderLoadAccess(job: ResolvedLoadJob): Manifest[] {
  const { name, namespace, done, after, admitted } = job;
  const metadata = { name, namespace };
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      ...role,
      kind: 'Role',
      rules: [
        ...(admitted === undefined ? anew(done) : [waitRule(admission(admitted, namespace)), onlyWhereNone(done)]),
        ...(after === undefined ? [] : [waitRule({ resource: 'jobs.batch', name: after.jobName })]),
      ],
    },
    {
      ...role,
      kind: 'RoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [FILE]: JSON.stringify(job.load) } },
  ];
}

/** A name cannot be asked for before it exists. */
function anew({ resource, name }: Awaited): Manifest[] {
  return [
    { apiGroups: [FLUID_GROUP], resources: ['dataloads'], verbs: ['create'] },
    waitRule({ resource, name }, ['delete']),
  ];
}

/** Applied on the server, an object has its name from the start: this one can be made, and no other. */
function onlyWhereNone({ resource, name }: Awaited): Manifest {
  return waitRule({ resource, name }, ['create', 'patch']);
}

/**
 * Volcano makes no pods before the group of a job has left Pending, which the queue decides, and counts them in the status
 * of the job from then on to its end.
 *
 * @see https://github.com/volcano-sh/volcano/blob/v1.15.1/pkg/controllers/job/job_controller_actions.go
 */
function admission(name: string, namespace: string): Awaited {
  const jsonPath = '{.status.taskStatusCount}';
  return { resource: 'jobs.batch.volcano.sh', name, namespace, jsonPath, isMadeLater: true };
}

/** A load that has been cannot be asked for again: it is deleted and made anew, unless others wait for the same one. */
export function loadJob(job: ResolvedLoadJob): ResolvedTransferJob {
  const { name, namespace, kubectlImage, done, deadlineSeconds, after, admitted } = job;
  const make = admitted === undefined ? ['replace', '--force'] : ['apply', '--server-side'];
  return {
    name,
    namespace,
    serviceAccountName: name,
    pullSecretName: job.pullSecretName,
    deadlineSeconds: deadlineSeconds + (after?.seconds ?? 0) + (admitted === undefined ? 0 : LONGEST_QUEUE),
    retries: admitted === undefined ? 2 : RETRIES_IN_QUEUE,
    steps: [
      ...(admitted === undefined
        ? []
        : waitSteps(kubectlImage, 'admission', admission(admitted, namespace), LONGEST_QUEUE)),
      ...(after === undefined ? [] : waitSteps(kubectlImage, 'before', jobDone(after, namespace), after.seconds)),
      kubectlStep(
        kubectlImage,
        'load',
        [...make, `--namespace=${namespace}`, `--filename=${LOAD}/${FILE}`],
        [{ name: 'load', mountPath: LOAD, readOnly: true }],
      ),
      // It was made the step before.
      ...waitSteps(kubectlImage, 'wait', { ...done, isMadeLater: false }, deadlineSeconds),
    ],
    volumes: [{ name: 'load', configMap: { name } }, apiToken()],
  };
}

function jobDone({ jobName }: JobBefore, namespace: string): Awaited {
  return { resource: 'jobs.batch', name: jobName, namespace, jsonPath: '{.status.succeeded}=1' };
}
