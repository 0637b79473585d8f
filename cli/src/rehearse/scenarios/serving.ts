import type { EndpointFact } from '../../blueprint/index.js';
import type { Manifest } from '../../control-plane/index.js';
import type { ScenarioContext } from './scenario.js';
import { Skip } from './scenario.js';
import { isNamed } from './subjects.js';
import { at, forScenario, SCENARIO_LABEL } from './templates.js';
import type { Container, Metadata, PodSpec, PodTemplate } from './templates.js';

/** Annotations that KServe does not pass on to pods. */
const NOT_PASSED = [
  'autoscaling.knative.dev/min-scale',
  'autoscaling.knative.dev/max-scale',
  'internal.serving.kserve.io/storage-initializer-sourceuri',
  'kubectl.kubernetes.io/last-applied-configuration',
  'internal.serving.kserve.io/modelformat',
];

/** The Deployment that serves an endpoint, as KServe makes it in its Standard mode, under another name. */
export function servingDeployment(
  context: ScenarioContext,
  endpoint: EndpointFact,
  name: string,
  replicas: number,
): Manifest {
  const own = servingTemplate(context.find, endpoint);
  if (own === undefined) {
    const wanted = `${endpoint.namespace}/${endpoint.name}`;
    throw new Skip(`the program has no Deployment, InferenceService or LLMInferenceService ${wanted}`);
  }
  const template = forScenario(own, name);
  const labels = { ...template.metadata?.labels, app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: endpoint.namespace, labels: { [SCENARIO_LABEL]: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** The pods of an endpoint, however it is served; undefined when the program has no such object. */
export function servingTemplate(find: ScenarioContext['find'], endpoint: EndpointFact): PodTemplate | undefined {
  const { name, namespace } = endpoint;
  const named =
    (kind: string) =>
    (one: Manifest): boolean =>
      one.kind === kind && isNamed(one, namespace, name);
  const deployment = find(named('Deployment'));
  if (deployment) return at<PodTemplate>(deployment, 'spec', 'template')!;
  const service = find(named('InferenceService'));
  if (service) return ofInferenceService(service, runtimeOf(find, service, namespace));
  const llm = find(named('LLMInferenceService'));
  const spec = at<PodSpec>(llm, 'spec', 'template');
  if (spec)
    return { metadata: { annotations: at(llm, 'spec', 'annotations'), labels: at(llm, 'spec', 'labels') }, spec };
  return undefined;
}

function runtimeOf(find: ScenarioContext['find'], service: Manifest, namespace: string): Manifest | undefined {
  const name = at<string>(service, 'spec', 'predictor', 'model', 'runtime');
  if (name === undefined) return undefined;
  return (
    find((one) => one.kind === 'ServingRuntime' && isNamed(one, namespace, name)) ??
    find((one) => one.kind === 'ClusterServingRuntime' && one.metadata?.name === name)
  );
}

/** Pod facts that belong to the predictor as a whole, and those that belong to its model container. */
function ofInferenceService(service: Manifest, runtime: Manifest | undefined): PodTemplate {
  const predictor = at<{ readonly [key: string]: unknown }>(service, 'spec', 'predictor') ?? {};
  const { model, containers, labels, annotations, ...rest } = predictor;
  const base = at<{ readonly [key: string]: unknown }>(runtime, 'spec') ?? {};
  const podFields = Object.fromEntries(
    [...POD_FIELDS].map((field) => [field, rest[field] ?? base[field]]).filter(([, value]) => value !== undefined),
  ) as Partial<PodSpec>;
  const own = (containers ?? []) as readonly Container[];
  return {
    metadata: {
      annotations: {
        ...passed(base['annotations']),
        ...passed(service.metadata?.annotations),
        ...passed(annotations),
      },
      labels: {
        ...(base['labels'] as Metadata['labels']),
        ...service.metadata?.labels,
        ...(labels as Metadata['labels']),
      },
    },
    spec: {
      ...podFields,
      containers: model === undefined ? own : [served(base, model as Partial<Container>), ...own],
    } as PodSpec,
  };
}

/** What the scheduler and the admission of pods look at. */
const POD_FIELDS = [
  'affinity',
  'hostIPC',
  'hostNetwork',
  'imagePullSecrets',
  'nodeSelector',
  'priorityClassName',
  'runtimeClassName',
  'schedulerName',
  'schedulingGates',
  'securityContext',
  'terminationGracePeriodSeconds',
  'tolerations',
  'topologySpreadConstraints',
  'volumes',
];

/** The runtime's container, overridden by what the model says. */
function served(runtime: { readonly [key: string]: unknown }, model: Partial<Container>): Container {
  const base = ((runtime['containers'] ?? []) as readonly Container[])[0];
  const resources = {
    requests: { ...base?.resources?.requests, ...model.resources?.requests },
    limits: { ...base?.resources?.limits, ...model.resources?.limits },
  };
  return {
    name: 'kserve-container',
    image: model.image ?? base?.image ?? 'kserve-container',
    resources,
    ...(base?.securityContext === undefined ? {} : { securityContext: base.securityContext }),
  } as Container;
}

function passed(annotations: unknown): { [key: string]: string } {
  return Object.fromEntries(
    Object.entries((annotations ?? {}) as { [key: string]: string }).filter(([key]) => !NOT_PASSED.includes(key)),
  );
}
