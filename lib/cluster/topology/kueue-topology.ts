import { Construct, IDependable } from 'constructs';
import { NetworkTopology } from './network-topology';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { fail } from '../../core/private/fail';
import { checkDnsLabel, dnsLabel } from '../../core/private/names';

/** What Kueue is told of a network topology. */
export interface KueueTopologyProps {
  /** The topology. */
  readonly topology: NetworkTopology;

  /** Name, which ResourceFlavors refer to in `topologyName`. */
  readonly topologyName: string;

  /**
   * Labels of nodes by which Kueue knows the tiers, the widest first.
   *
   * @default - those of the topology's source
   */
  readonly nodeLabels?: string[];

  /**
   * What brings Kueue.
   *
   * @default - Kueue is there already
   */
  readonly after?: IDependable;
}

/**
 * The same tree for Kueue, where some jobs are admitted by Kueue instead of by Volcano's queues.
 *
 * Kueue takes the tiers from labels of nodes and never lets them change: another tier means another name.
 *
 * @see https://kueue.sigs.k8s.io/docs/concepts/topology_aware_scheduling/
 *
 * @example
 * import { KueueTopology, NetworkTopology } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const topology: NetworkTopology;
 * new KueueTopology(stack, 'KueueTopology', { topology, topologyName: 'fabric' });
 */
export class KueueTopology extends Construct {
  /** Name, which ResourceFlavors refer to in `topologyName`. */
  public readonly topologyName: string;

  constructor(scope: Construct, id: string, props: KueueTopologyProps) {
    super(scope, id);
    const { topology } = props;
    this.topologyName = checkDnsLabel(this, 'topologyName', props.topologyName);
    const labels = props.nodeLabels ?? topology.nodeLabels;
    if (labels.length !== topology.tierNames.length || new Set(labels).size < labels.length) {
      throw fail(this, {
        code: 'AIC-2161',
        what: 'Kueue knows tiers by labels of nodes only',
        got: labels,
        want: `one label for each of ${topology.tierNames.join(', ')}`,
        fix: "Label the nodes and write nodeLabels: ['acme.com/spine', 'acme.com/leaf'], the widest first.",
      });
    }
    const bundle = new Bundle(this, 'Topology', {
      target: topology.cluster,
      releaseName: dnsLabel(`kueue-topology-${this.topologyName}`, 53),
    });
    if (props.after !== undefined) bundle.node.addDependency(props.after);
    new KubernetesObject(bundle, 'Topology', {
      manifest: {
        apiVersion: 'kueue.x-k8s.io/v1beta2',
        kind: 'Topology',
        metadata: { name: this.topologyName },
        spec: { levels: [...labels, 'kubernetes.io/hostname'].map((nodeLabel) => ({ nodeLabel })) },
      },
    });
  }
}
