import { Toleration } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { CachedFiles, ResolvedPool } from '../../hot/private/engine';

/** A key of a Secret that Fluid hands to the engine under a name of the engine's. */
export interface EncryptOption {
  readonly name: string;
  readonly secretName: string;
  readonly key: string;
}

/** What an engine mounts. */
export interface ResolvedMount {
  /** Directory below the root of the claim. */
  readonly name: string;
  readonly mountPoint: string;
  readonly options: { readonly [name: string]: string };
  readonly encryptOptions: readonly EncryptOption[];
}

export const FLUID_API = 'data.fluid.io/v1alpha1';

/** Where the files are, and which nodes may cache them. */
export function renderDataset(files: CachedFiles, mount: ResolvedMount): Manifest {
  return {
    apiVersion: FLUID_API,
    kind: 'Dataset',
    metadata: { name: files.name, namespace: files.namespace },
    spec: {
      accessModes: ['ReadOnlyMany'],
      // The default, Exclusive, gives a node to one dataset: the workers of a second one would never start.
      placement: 'Shared',
      mounts: [
        {
          name: mount.name,
          // Not `/`: Fluid then hands the paths of the credentials, not the credentials, to the workers.
          path: `/${mount.name}`,
          mountPoint: mount.mountPoint,
          readOnly: true,
          options: mount.options,
          encryptOptions: mount.encryptOptions.map(({ name, secretName, key }) => ({
            name,
            valueFrom: { secretKeyRef: { name: secretName, key } },
          })),
        },
      ],
      nodeAffinity: { required: { nodeSelectorTerms: nodeSelectorTermsOf(files.pools) } },
      tolerations: tolerationsOf(files.pools),
    },
  };
}

export function nodesOf(pools: readonly { readonly nodes: number }[]): number {
  return pools.reduce((sum, pool) => sum + pool.nodes, 0);
}

/** Terms are alternatives: a node of any of the pools. */
export function nodeSelectorTermsOf(pools: readonly Pick<ResolvedPool, 'nodeLabels'>[]): Manifest[] {
  return pools.map(({ nodeLabels }) => {
    const labels = Object.entries(nodeLabels).sort(([a], [b]) => (a < b ? -1 : 1));
    return { matchExpressions: labels.map(([key, value]) => ({ key, operator: 'In', values: [value] })) };
  });
}

/** Tolerations of all pools, each once. */
export function tolerationsOf(pools: readonly Pick<ResolvedPool, 'tolerations'>[]): Manifest[] {
  const rendered: Toleration[] = pools
    .flatMap((pool) => pool.tolerations)
    .map(({ key, operator, value, effect }) => ({
      key,
      operator,
      ...(value === undefined ? {} : { value }),
      ...(effect === undefined ? {} : { effect }),
    }));
  return [...new Map(rendered.map((t) => [JSON.stringify(t), t]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, t]) => ({ ...t }));
}
