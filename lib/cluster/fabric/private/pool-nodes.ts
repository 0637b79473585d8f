import { Toleration } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';

export const FABRIC_NAMESPACE = 'ai-cloud-fabric';

/** The nodes of a pool, as DaemonSets and jobs select them. */
export interface PoolNodes {
  readonly poolName: string;
  readonly nodeLabels: { [key: string]: string };
  readonly tolerations: Toleration[];
  readonly expectedNodes: number;
}

export function pullSecrets(name: string | undefined): Manifest {
  return name === undefined ? {} : { imagePullSecrets: [{ name }] };
}
