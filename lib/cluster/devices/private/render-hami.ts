import { IRegistries } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
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
  /** Whether the container toolkit is the GPU operator's, which must be ready first. */
  readonly waitsForToolkit: boolean;
}

const REPOSITORY = 'projecthami/hami';
const SCHEDULER = 'kube-scheduler';

/** Other vendors' devices are their own plugins': HAMi hands out NVIDIA's only. */
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
      certManager: { enabled: true },
      patch: { enabled: false },
      service: { type: 'ClusterIP' },
    },
    devicePlugin: {
      image: { registry: hub },
      monitor: { image: { registry: hub } },
      deviceSplitCount: s.podsPerDevice,
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
