import { CHARTS } from '../../../catalog/charts';
import { Manifest } from '../../../core/private/manifest-member';

/** What the chart runs with the values below. */
export const VOLCANO_IMAGES = ['vc-controller-manager', 'vc-scheduler', 'vc-webhook-manager'].map(
  (name) => `docker.io/volcanosh/${name}:v${CHARTS.volcano.version}`,
);

/** What of the chart is set; all else is upstream's. */
export interface VolcanoValues {
  readonly configuration: string;
  readonly replicas: number;
  readonly imageRegistry: string;
  readonly pullSecretName?: string;
  /** Sources from which Volcano finds out the network topology by itself. */
  readonly discovery?: Manifest[];
  /** Whether any pool hands out its devices by claims. */
  readonly claimsDevices: boolean;
}

/**
 * No webhook for pods: one that is down would stop every Deployment. Those for jobs, queues and pod groups stop nobody else.
 */
const ADMISSIONS = [
  '/jobs/mutate',
  '/jobs/validate',
  '/podgroups/validate',
  '/queues/mutate',
  '/queues/validate',
  '/hypernodes/validate',
  '/cronjobs/validate',
  '/jobflows/validate',
];

export function renderVolcanoValues(v: VolcanoValues): Manifest {
  return {
    basic: {
      image_registry: v.imageRegistry,
      image_pull_policy: 'IfNotPresent',
      ...(v.pullSecretName === undefined ? {} : { image_pull_secret: v.pullSecretName }),
    },
    custom: {
      admission_replicas: v.replicas,
      controller_replicas: v.replicas,
      scheduler_replicas: v.replicas,
      leader_elect_enable: v.replicas > 1,
      ...(v.replicas > 1 ? apart() : {}),
      enabled_admissions: ADMISSIONS.join(','),
      scheduler_config_override: v.configuration,
      // The one switch: the argument of the predicates plugin is read by no version.
      ...(v.claimsDevices ? { scheduler_feature_gates: 'DynamicResourceAllocation=true' } : {}),
      // A map, although upstream shows a text: the chart writes a text as YAML inside YAML, which the controller cannot read.
      ...(v.discovery === undefined ? {} : { controller_config_override: { networkTopologyDiscovery: v.discovery } }),
    },
  };
}

/** Replicas on one node stand by for nothing. */
function apart(): Manifest {
  const awayFrom = (app: string): Manifest => ({
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: { labelSelector: { matchLabels: { app } }, topologyKey: 'kubernetes.io/hostname' },
        },
      ],
    },
  });
  return {
    admission_affinity: awayFrom('volcano-admission'),
    controller_affinity: awayFrom('volcano-controller'),
    scheduler_affinity: awayFrom('volcano-scheduler'),
  };
}
