import { FLUID_API, tolerationsOf } from './render-dataset';
import { Manifest } from '../../../core/private/manifest-member';
import { hashed } from '../../private/hashed';
import { CachedFiles } from '../../hot/private/engine';

/** Fluid makes a Helm release `<name>-loader`, which may have 53. */
const LONGEST_NAME = 46;

/** Brings all copies into the cache once. What it loads is in its name: another load is another object. */
export function renderDataLoad(
  files: CachedFiles,
  path: string,
  options: { readonly [name: string]: string } = {},
): Manifest {
  const load = [path, files.replicas, files.pools.map((pool) => pool.name)];
  return {
    apiVersion: FLUID_API,
    kind: 'DataLoad',
    metadata: { name: hashed(files.name, load, LONGEST_NAME), namespace: files.namespace },
    spec: {
      dataset: { name: files.name, namespace: files.namespace },
      loadMetadata: true,
      policy: 'Once',
      target: [{ path: `/${path}`, replicas: files.replicas }],
      ...(Object.keys(options).length === 0 ? {} : { options }),
      tolerations: tolerationsOf(files.pools),
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '2', memory: '2Gi' } },
    },
  };
}
