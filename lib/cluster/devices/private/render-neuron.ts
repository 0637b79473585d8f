import { nodesOf } from '../../private/nodes-of';
import { IRegistries } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { distinctTolerations } from '../../private/tolerations';
import { splitImage } from '../../../core/private/split-image';

const PLUGIN = 'public.ecr.aws/neuron/neuron-device-plugin';
const PLUGIN_VERSION = '2.31.0.0';

/**
 * The device plugin alone. Its scheduler extension is for parts of a node; its problem detector would be a second owner
 * of node health.
 */
export function renderNeuron(registries: IRegistries, pools: IPool[]): Manifest {
  const { repository } = splitImage(neuronImage(registries));
  const { pullSecretName } = registries;
  return {
    devicePlugin: {
      ...(repository === PLUGIN ? {} : { image: { repository } }),
      ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
      affinity: nodesOf(pools),
      tolerations: distinctTolerations(pools.flatMap((pool) => pool.tolerations)),
    },
    scheduler: { enabled: false },
    npd: { enabled: false },
  };
}

export function neuronImage(registries: IRegistries): string {
  return registries.image(`${PLUGIN}:${PLUGIN_VERSION}`);
}
