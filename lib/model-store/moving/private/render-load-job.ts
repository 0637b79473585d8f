import { kubectlStep } from './kubectl-step';
import { ResolvedTransferJob } from './render-transfer-job';
import { apiToken } from '../../../core/private/api-token';
import { Manifest } from '../../../core/private/manifest-member';
import { Awaited } from '../../hot/private/engine';

const LOAD = '/load';
const FILE = 'load.json';
const FLUID_GROUP = 'data.fluid.io';

/** A Job of the same namespace that must be done before, and how long that may take. */
export interface JobBefore {
  readonly jobName: string;
  readonly seconds: number;
}

/** A Job that makes a DataLoad anew and waits for its end. */
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
}

/** The account of the Job: it may make DataLoads, and touch that one only. */
export function renderLoadAccess(job: ResolvedLoadJob): Manifest[] {
  const { name, namespace } = job;
  const metadata = { name, namespace };
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      ...role,
      kind: 'Role',
      rules: [
        // A name cannot be asked for before it exists.
        { apiGroups: [FLUID_GROUP], resources: ['dataloads'], verbs: ['create'] },
        {
          apiGroups: [FLUID_GROUP],
          resources: ['dataloads'],
          resourceNames: [job.done.name],
          verbs: ['delete', 'get', 'list', 'watch'],
        },
        ...(job.after === undefined
          ? []
          : [
              {
                apiGroups: ['batch'],
                resources: ['jobs'],
                resourceNames: [job.after.jobName],
                verbs: ['get', 'list', 'watch'],
              },
            ]),
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

/** A load that has been cannot be asked for again: it is deleted and made anew. */
export function loadJob(job: ResolvedLoadJob): ResolvedTransferJob {
  const { name, namespace, kubectlImage, done, deadlineSeconds, after } = job;
  const before: Awaited | undefined = after && {
    resource: 'jobs.batch',
    name: after.jobName,
    namespace,
    jsonPath: '{.status.succeeded}=1',
  };
  return {
    name,
    namespace,
    serviceAccountName: name,
    pullSecretName: job.pullSecretName,
    deadlineSeconds: deadlineSeconds + (after?.seconds ?? 0),
    retries: 2,
    steps: [
      ...(before === undefined ? [] : [kubectlStep(kubectlImage, 'before', waitFor(before, after?.seconds ?? 0))]),
      kubectlStep(
        kubectlImage,
        'load',
        ['replace', '--force', `--namespace=${namespace}`, `--filename=${LOAD}/${FILE}`],
        [{ name: 'load', mountPath: LOAD, readOnly: true }],
      ),
      kubectlStep(kubectlImage, 'wait', waitFor(done, deadlineSeconds)),
    ],
    volumes: [{ name: 'load', configMap: { name } }, apiToken()],
  };
}

/** Arguments of kubectl that end once something is done. */
export function waitFor({ resource, name, namespace, jsonPath }: Awaited, seconds: number): string[] {
  return [
    'wait',
    `${resource}/${name}`,
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    `--for=jsonpath=${jsonPath}`,
    `--timeout=${seconds}s`,
  ];
}
