import type { Manifest } from '../../control-plane/index.js';
import { quantity } from '../../quantity.js';

/** Label of everything that a scenario makes. */
export const SCENARIO_LABEL = 'cdktf-ai-cloud/rehearsal';

/** A pod template as plain data. */
export interface PodTemplate {
  readonly metadata?: Metadata;
  readonly spec: PodSpec;
}

export interface Metadata {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly [source: string]: unknown }[];
  readonly [field: string]: unknown;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly resources?: {
    readonly requests?: Quantities;
    readonly limits?: Quantities;
    readonly [key: string]: unknown;
  };
  readonly volumeMounts?: readonly { readonly name: string }[];
  readonly [field: string]: unknown;
}

interface Quantities {
  readonly [resource: string]: string | number;
}

/** The template with a label, and without volumes whose storage nobody provides in a rehearsal. */
export function forScenario(template: PodTemplate, label: string): PodTemplate {
  const volumes = template.spec.volumes ?? [];
  const gone = new Set(volumes.filter(needsStorage).map(({ name }) => name));
  const strip = (containers: readonly Container[] | undefined): Container[] | undefined =>
    containers?.map((container) => ({
      ...container,
      ...(container.volumeMounts ? { volumeMounts: container.volumeMounts.filter(({ name }) => !gone.has(name)) } : {}),
    }));
  const initContainers = strip(template.spec.initContainers);
  return {
    ...template,
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, [SCENARIO_LABEL]: label } },
    spec: {
      ...template.spec,
      ...(volumes.length > 0 ? { volumes: volumes.filter(({ name }) => !gone.has(name)) } : {}),
      ...(initContainers ? { initContainers } : {}),
      containers: strip(template.spec.containers)!,
    },
  };
}

/** The template, on these nodes only. */
export function onNodes(template: PodTemplate, nodes: readonly string[]): PodTemplate {
  const expression = { key: 'kubernetes.io/hostname', operator: 'In', values: nodes };
  const nodeSelectorTerms = [{ matchExpressions: [expression] }];
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
  const affinity = { ...(template.spec['affinity'] as object | undefined), nodeAffinity };
  return { ...template, spec: { ...template.spec, affinity } };
}

/** Devices of one kind that a pod of the template asks for. */
export function devicesOfTemplate({ spec }: PodTemplate, resource: string): number {
  return spec.containers.reduce(
    (sum, { resources }) => sum + quantity(resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? '0'),
    0,
  );
}

function needsStorage(volume: object): boolean {
  return 'persistentVolumeClaim' in volume || 'ephemeral' in volume || 'csi' in volume;
}

/** A field of an object by its path, when it is there. */
export function at<T>(manifest: Manifest | undefined, ...path: readonly string[]): T | undefined {
  return path.reduce<unknown>(
    (value, key) => (value as { readonly [key: string]: unknown } | null | undefined)?.[key],
    manifest,
  ) as T | undefined;
}
