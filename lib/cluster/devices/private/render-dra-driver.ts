import { nodesOf } from '../../private/nodes-of';
import { CHARTS } from '../../../catalog/charts';
import { IRegistries } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { driverRoot } from '../../private/nvidia-places';
import { distinctTolerations } from '../../private/tolerations';
import { splitImage } from '../../../core/private/split-image';

export interface DraDriverSetup {
  readonly registries: IRegistries;
  readonly pools: IPool[];
  /** Whether the driver stands on the node itself; else the GPU operator keeps it in a folder of its own. */
  readonly bringsDriver: boolean;
  /** Whether nodes are joined to domains of one NVLink. */
  readonly computeDomains: boolean;
}

const REPOSITORY = 'registry.k8s.io/dra-driver-nvidia/dra-driver-nvidia-gpu';

/** The override says what the ledger has made sure of: no device plugin runs on these nodes. */
export function renderDraDriver(s: DraDriverSetup): Manifest {
  const { repository } = splitImage(draDriverImage(s.registries));
  const { pullSecretName } = s.registries;
  return {
    nvidiaDriverRoot: driverRoot(s.bringsDriver),
    gpuResourcesEnabledOverride: true,
    resources: { gpus: { enabled: true }, computeDomains: { enabled: s.computeDomains } },
    ...(repository === REPOSITORY ? {} : { image: { repository } }),
    ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
    kubeletPlugin: {
      affinity: nodesOf(s.pools),
      tolerations: distinctTolerations(s.pools.flatMap((pool) => pool.tolerations)),
    },
  };
}

export function draDriverImage(registries: IRegistries): string {
  return registries.image(`${REPOSITORY}:v${CHARTS.nvidiaDraDriver.version}`);
}
