import yaml from 'js-yaml';

const NOW = '{{ Now | Quote }}';

interface Match {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** Conditions of a pod that is ready. */
const READY = `conditions:
{{ range $type := list "PodReadyToStartContainers" "Initialized" "ContainersReady" "Ready" }}
- {type: {{ $type }}, status: "True", lastTransitionTime: ${NOW}}
{{ end }}
{{ range .spec.readinessGates }}
- {type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: ${NOW}}
{{ end }}`;

/** A pod is running and ready as soon as it is bound to a node that KWOK plays. */
const POD_RUNS = stage(
  'pod-runs',
  'Pod',
  [
    { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
    { key: '.status.phase', operator: 'In', values: ['Pending'] },
  ],
  `
${READY}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  restartCount: 0
  ready: true
{{ if eq (or .restartPolicy "") "Always" }}
  started: true
  state: {running: {startedAt: ${NOW}}}
{{ else }}
  state: {terminated: {exitCode: 0, reason: Completed, startedAt: ${NOW}, finishedAt: ${NOW}}}
{{ end }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  restartCount: 0
  ready: true
  started: true
  state: {running: {startedAt: ${NOW}}}
{{ end }}
{{ with NodeIPWith .spec.nodeName }}
hostIP: {{ . | Quote }}
hostIPs: [{ip: {{ . | Quote }}}]
{{ end }}
{{ with PodIPWith .spec.nodeName (or .spec.hostNetwork false) (or .metadata.uid "") (or .metadata.name "") (or .metadata.namespace "") }}
podIP: {{ . | Quote }}
podIPs: [{ip: {{ . | Quote }}}]
{{ end }}
phase: Running
startTime: ${NOW}
`,
);

/** A pod that outlived the silence of its node is ready again: the node controller took that from it, and the kubelet gives it back. */
const POD_IS_READY_AGAIN = stage(
  'pod-is-ready-again',
  'Pod',
  [
    { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
    { key: '.status.phase', operator: 'In', values: ['Running'] },
    { key: '.status.conditions.[] | select( .type == "Ready" ) | .status', operator: 'In', values: ['False'] },
  ],
  `
${READY}
`,
);

/** Pods of a batch/v1 Job succeed; those of Volcano's Job, which is of the same kind in another group, run on. */
const JOB_POD_SUCCEEDS = stage(
  'job-pod-succeeds',
  'Pod',
  [
    { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
    { key: '.status.phase', operator: 'In', values: ['Running'] },
    {
      key: '.metadata.ownerReferences.[] | select( .kind == "Job" ) | .apiVersion',
      operator: 'In',
      values: ['batch/v1'],
    },
  ],
  `
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  restartCount: 0
  ready: false
  started: false
  state: {terminated: {exitCode: 0, reason: Completed, startedAt: ${NOW}, finishedAt: ${NOW}}}
{{ end }}
phase: Succeeded
`,
);

/** The kubelet confirms that a deleted pod has stopped. */
const POD_STOPS = stage('pod-stops', 'Pod', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], undefined);

/** A node that fell silent and is played again reports itself as healthy. */
const NODE_RETURNS = stage(
  'node-returns',
  'Node',
  [{ key: '.status.conditions.[] | select( .type == "Ready" ) | .status', operator: 'NotIn', values: ['True'] }],
  `
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: ${NOW}
  lastTransitionTime: ${NOW}
{{ end }}
phase: Running
`,
);

/** The behaviour of simulated nodes and their pods, as KWOK's configuration file. */
export function kwokStages(): string {
  return [NODE_RETURNS, POD_RUNS, POD_IS_READY_AGAIN, JOB_POD_SUCCEEDS, POD_STOPS]
    .map((document) => yaml.dump(document))
    .join('---\n');
}

function stage(
  name: string,
  kind: 'Node' | 'Pod',
  matchExpressions: Match[],
  statusTemplate: string | undefined,
): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions },
      next: statusTemplate === undefined ? { delete: true } : { statusTemplate: statusTemplate.trimStart() },
    },
  };
}
