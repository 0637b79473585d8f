import { IConstruct } from 'constructs';
import { IPool } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { RdmaNamespaceMode } from '../fabric-contract';

interface Claim {
  readonly pool: Pick<IPool, 'poolName' | 'nodeLabels'>;
  readonly mode: RdmaNamespaceMode;
}

/** How the nodes of each pool show their RDMA devices: a node shows them in one way only. */
export class NamespaceModes {
  private readonly claims: Claim[] = [];

  public claim(scope: IConstruct, pool: Claim['pool'], mode: RdmaNamespaceMode): void {
    const other = this.claims.find((c) => c.mode !== mode && mayShareNodes(c.pool, pool));
    if (other !== undefined) {
      throw fail(scope, {
        code: 'AIC-2073',
        what: `nodes of ${pool.poolName} may be nodes of ${other.pool.poolName}, whose NICs are in another mode`,
        got: prose(`RDMA devices ${mode} here, ${other.mode} there, and labels that one node can carry`),
        want: 'one mode for each node: the kernel knows one at a time',
        fix: 'Select both pools by the same label key with different values, or give them one mode.',
      });
    }
    this.claims.push({ pool, mode });
  }
}

/** A node can carry the labels of both, unless they give one key different values. */
function mayShareNodes(a: Claim['pool'], b: Claim['pool']): boolean {
  return Object.entries(a.nodeLabels).every(([key, value]) => (b.nodeLabels[key] ?? value) === value);
}
