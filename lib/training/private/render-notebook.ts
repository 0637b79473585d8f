import { IDLE_SCRIPT } from './idle-script';
import { podTemplate, ResolvedPod } from './render-pod';
import { SecretKeySelector } from '../../contracts/secret-key-selector';
import { Manifest } from '../../core/private/manifest-member';

export const NOTEBOOK_PORT = 8888;
/** Home of the user of Jupyter's own images. */
export const NOTEBOOK_HOME = '/home/jovyan';
const CREDENTIALS = '/var/run/secrets/kubernetes.io/serviceaccount';
const PERIOD_SECONDS = 60;
const TOKEN_SECONDS = 3600;

/** A notebook with every default decided. */
export interface ResolvedNotebook {
  readonly name: string;
  readonly namespace: string;
  readonly queueName: string;
  readonly pod: ResolvedPod;
  readonly command: string[];
  readonly token: SecretKeySelector;
  readonly idleSeconds: number;
  readonly homeSize: string;
  readonly storageClassName?: string;
  readonly curlImage: string;
}

/** All objects of a notebook: what runs, where it is reached, and the right to stop itself. */
export function renderNotebook(notebook: ResolvedNotebook): Manifest[] {
  const { name, namespace } = notebook;
  const labels = { 'app.kubernetes.io/component': 'notebook', 'app.kubernetes.io/instance': name };
  const metadata = { name: `notebook-${name}`, namespace, labels };
  const subject = { kind: 'ServiceAccount', name: metadata.name, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: ['apps'], resources: ['statefulsets/scale'], resourceNames: [metadata.name], verbs: ['patch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [subject],
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ name: 'http', port: NOTEBOOK_PORT, targetPort: NOTEBOOK_PORT }] },
    },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: statefulSetOf(notebook, labels, metadata.name) },
  ];
}

/** The number of pods is left out: it is one at first, and belongs to whoever stops and starts the notebook. */
function statefulSetOf(notebook: ResolvedNotebook, labels: { [key: string]: string }, serviceName: string): Manifest {
  const { storageClassName, homeSize } = notebook;
  return {
    serviceName,
    selector: { matchLabels: labels },
    template: templateOf(notebook, labels, serviceName),
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'home' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          ...(storageClassName === undefined ? {} : { storageClassName }),
          resources: { requests: { storage: homeSize } },
        },
      },
    ],
  };
}

function templateOf(notebook: ResolvedNotebook, labels: { [key: string]: string }, account: string): Manifest {
  const { metadata = {}, spec } = podTemplate(notebook.pod, { containerName: 'notebook', command: notebook.command });
  const { containers, volumes, restartPolicy: _always, ...rest } = spec as Manifest;
  const [container] = containers as Manifest[];
  return {
    metadata: {
      annotations: { ...metadata.annotations, 'scheduling.volcano.sh/queue-name': notebook.queueName },
      labels: { ...metadata.labels, ...labels },
    },
    spec: {
      ...rest,
      serviceAccountName: account,
      initContainers: [watcherOf(notebook, account)],
      containers: [
        {
          ...container,
          env: [...container.env, tokenOf(notebook)],
          ports: [{ name: 'http', containerPort: NOTEBOOK_PORT }],
          readinessProbe: { tcpSocket: { port: NOTEBOOK_PORT }, periodSeconds: 5 },
          volumeMounts: [...container.volumeMounts, { name: 'home', mountPath: NOTEBOOK_HOME }],
        },
      ],
      volumes: [...volumes, credentials()],
    },
  };
}

/** Runs beside the notebook, from before its start until after its end. It alone may talk to the API server. */
function watcherOf(notebook: ResolvedNotebook, statefulSet: string): Manifest {
  const path = `/apis/apps/v1/namespaces/${notebook.namespace}/statefulsets/${statefulSet}/scale`;
  return {
    name: 'idle-watch',
    image: notebook.curlImage,
    restartPolicy: 'Always',
    command: ['sh', '-c', IDLE_SCRIPT],
    env: [
      { name: 'CREDENTIALS', value: CREDENTIALS },
      { name: 'IDLE_SECONDS', value: String(notebook.idleSeconds) },
      { name: 'JUPYTER_URL', value: `http://127.0.0.1:${NOTEBOOK_PORT}` },
      { name: 'PERIOD_SECONDS', value: String(PERIOD_SECONDS) },
      { name: 'SCALE_URL', value: `https://kubernetes.default.svc${path}` },
      tokenOf(notebook),
    ],
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
    volumeMounts: [{ name: 'credentials', mountPath: CREDENTIALS, readOnly: true }],
  };
}

function tokenOf({ token }: ResolvedNotebook): Manifest {
  return { name: 'JUPYTER_TOKEN', valueFrom: { secretKeyRef: { name: token.secretName, key: token.key } } };
}

function credentials(): Manifest {
  return {
    name: 'credentials',
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: TOKEN_SECONDS } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      ],
    },
  };
}
