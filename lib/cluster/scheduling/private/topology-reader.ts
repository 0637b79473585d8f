import { IConstruct } from 'constructs';
import { fail, prose } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';

/** What the scheduler must know of the network topology. */
export interface TopologyReader {
  /** Who says it. */
  readonly scope: IConstruct;
  /** Entries of `networkTopologyDiscovery`; undefined when the program writes the HyperNodes. */
  readonly discovery?: Manifest[];
}

export function checkOnlyTopology(topology: TopologyReader, other: TopologyReader | undefined): void {
  if (other === undefined) return;
  throw fail(topology.scope, {
    code: 'AIC-2157',
    what: 'the cluster has two network topologies, and HyperNodes belong to all of it',
    got: prose(other.scope.node.path),
    want: 'one NetworkTopology',
    fix: 'Put the domains of both into one tree; it may have several roots.',
  });
}
