import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { nodeSelectorTermsOf, tolerationsOf } from '../../fluid/private/render-dataset';

/** A volume group, as the daemon of LVM names it. */
export interface DeviceClass {
  readonly name: string;
  readonly volumeGroup: string;
  readonly spareGibibytes: number;
  readonly stripes?: number;
}

/** A pool with its volume groups, sorted by name. */
export interface PoolDevices {
  readonly pool: IPool;
  readonly classes: readonly DeviceClass[];
}

/** Everything the values of the chart depend on. */
export interface ResolvedTopoLvm {
  readonly image: { readonly repository: string; readonly reference: string };
  readonly pullSecretName?: string;
  readonly kubeletDirectory: string;
  /** Sorted by the name of the pool. */
  readonly devices: readonly PoolDevices[];
}

/** Daemons run on the nodes of the pools alone; each pool has its own volume groups. */
export function topoLvmValues(t: ResolvedTopoLvm): Manifest {
  const pools = t.devices.map(({ pool }) => pool);
  const [first, ...others] = t.devices.map(renderDaemon);
  return {
    image: {
      repository: t.image.repository,
      reference: t.image.reference,
      pullSecrets: t.pullSecretName === undefined ? [] : [{ name: t.pullSecretName }],
    },
    lvmd: { ...first, additionalConfigs: others },
    node: {
      kubeletWorkDirectory: t.kubeletDirectory,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: nodeSelectorTermsOf(pools) },
        },
      },
      tolerations: tolerationsOf(pools),
    },
    // Thick volumes have none, and its sidecar does not start where the definitions of snapshots are not known.
    snapshot: { enabled: false },
    // Ours, each with the pools it is for.
    storageClasses: [],
  };
}

function renderDaemon({ pool, classes }: PoolDevices): Manifest {
  return {
    deviceClasses: classes.map(({ name, volumeGroup, spareGibibytes, stripes }, i) => ({
      name,
      'volume-group': volumeGroup,
      default: i === 0,
      'spare-gb': spareGibibytes,
      ...(stripes === undefined ? {} : { stripe: stripes }),
    })),
    nodeSelector: pool.nodeLabels,
    tolerations: tolerationsOf([pool]),
  };
}
