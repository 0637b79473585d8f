import { nodesOf } from '../../private/nodes-of';
import { CHARTS } from '../../../catalog/charts';
import { IRegistries } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { DEFAULT_CONFIG } from '../../private/render-nvidia-configs';
import { distinctTolerations } from '../../private/tolerations';
import { splitImage } from '../../../core/private/split-image';

export interface NvidiaPluginSetup {
  readonly registries: IRegistries;
  readonly pools: IPool[];
  /** Files of the plugin by name; empty when its defaults do. */
  readonly files: { [name: string]: string };
  readonly runtimeClassName?: string;
}

const REPOSITORY = 'nvcr.io/nvidia/k8s-device-plugin';

/** The plugin and its feature discovery on the nodes of its pools; the cluster's own NFD publishes what it finds. */
export function renderNvidiaPlugin(s: NvidiaPluginSetup): Manifest {
  const { repository } = splitImage(nvidiaPluginImage(s.registries));
  const { pullSecretName } = s.registries;
  return {
    ...(Object.keys(s.files).length === 0 ? {} : { config: { map: s.files, default: DEFAULT_CONFIG } }),
    ...(repository === REPOSITORY ? {} : { image: { repository } }),
    ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
    ...(s.runtimeClassName === undefined ? {} : { runtimeClassName: s.runtimeClassName }),
    gfd: { enabled: true },
    nfd: { enabled: false },
    affinity: nodesOf(s.pools),
    tolerations: distinctTolerations(s.pools.flatMap((pool) => pool.tolerations)),
  };
}

export function nvidiaPluginImage(registries: IRegistries): string {
  return registries.image(`${REPOSITORY}:v${CHARTS.nvidiaDevicePlugin.version}`);
}
