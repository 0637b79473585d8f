import { IRegistries } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { driverRoot, GPU_OPERATOR_NAMESPACE } from '../../private/nvidia-places';
import { distinctTolerations } from '../../private/tolerations';
import { CHARTS } from '../../../catalog/charts';

/** Nodes whose devices HAMi owns. */
export const HAMI_NODES = { gpu: 'on' };

export interface HamiSetup {
  readonly registries: IRegistries;
  readonly pools: IPool[];
  readonly podsPerDevice: number;
  /** Minor version of Kubernetes: its scheduler must not be newer. */
  readonly kubernetesVersion: string;
  /** RuntimeClass of pods with devices; undefined where the runtime knows them by default. */
  readonly runtimeClassName?: string;
  /** Whether the driver stands on the node itself; else the GPU operator keeps it in a folder of its own. */
  readonly bringsDriver: boolean;
  /** Whether the container toolkit is the GPU operator's, which must be ready first. */
  readonly waitsForToolkit: boolean;
}

const REPOSITORY = 'projecthami/hami';
const SCHEDULER = 'kube-scheduler';

/**
 * Other vendors' devices are their own plugins': HAMi hands out NVIDIA's only. Its webhook refuses pods that are made for
 * one node, as the GPU operator's proofs of devices are, so that namespace is none of its business.
 *
 * @see https://github.com/Project-HAMi/HAMi/blob/v2.10.0/pkg/scheduler/webhook.go
 */
export function renderHami(s: HamiSetup): Manifest {
  const hub = s.registries.registryFor('docker.io');
  const tolerations = distinctTolerations(s.pools.flatMap((pool) => pool.tolerations));
  const { pullSecretName } = s.registries;
  return {
    ...(pullSecretName === undefined ? {} : { global: { imagePullSecrets: [pullSecretName] } }),
    scheduler: {
      kubeScheduler: {
        image: {
          registry: s.registries.registryFor('registry.k8s.io'),
          repository: SCHEDULER,
          tag: schedulerTag(s.kubernetesVersion),
        },
      },
      extender: { image: { registry: hub } },
      admissionWebhook: { whitelistNamespaces: [GPU_OPERATOR_NAMESPACE] },
      certManager: { enabled: true },
      patch: { enabled: false },
      service: { type: 'ClusterIP' },
    },
    devicePlugin: {
      image: { registry: hub },
      monitor: { image: { registry: hub } },
      deviceSplitCount: s.podsPerDevice,
      nvidiaDriverRoot: driverRoot(s.bringsDriver),
      gpuOperatorToolkitReady: { enabled: s.waitsForToolkit },
      nodeConfiguration: { config: '{ "nodeconfig": [] }\n' },
      ...(s.runtimeClassName === undefined ? {} : { runtimeClassName: s.runtimeClassName }),
      nvidiaNodeSelector: HAMI_NODES,
      tolerations,
      service: { type: 'ClusterIP' },
    },
    devices: Object.fromEntries(
      ['biren', 'enflame', 'kunlun', 'mthreads', 'vastai'].map((d) => [d, { enabled: false }]),
    ),
  };
}

/** The first patch release of a minor version exists as soon as the version does. */
function schedulerTag(kubernetesVersion: string): string {
  return `v${kubernetesVersion}.0`;
}

export function hamiImages(registries: IRegistries, kubernetesVersion: string): string[] {
  return [
    `docker.io/${REPOSITORY}:v${CHARTS.hami.version}`,
    `registry.k8s.io/${SCHEDULER}:${schedulerTag(kubernetesVersion)}`,
  ].map((image) => registries.image(image));
}
