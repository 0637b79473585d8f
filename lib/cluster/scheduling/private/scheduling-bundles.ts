import { Construct } from 'constructs';
import { renderDisruptionBudgets } from './render-disruption-budgets';
import { renderFlowControl } from './render-flow-control';
import { policyIdentity, renderBinding } from './render-policies';
import { renderPriorityClasses } from './render-priority-classes';
import { ICluster } from '../../../contracts/cluster';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { Manifest } from '../../../core/private/manifest-member';

/** A policy whose content is known when everything is. */
export interface PolicySource {
  readonly name: string;
  readonly render: () => Manifest;
}

/** What stands around the chart of the scheduler. */
export class SchedulingBundles {
  constructor(
    private readonly scope: Construct,
    private readonly target: ICluster,
  ) {}

  public disruptionBudgets(namespace: string, after: Construct): Bundle {
    return this.bundle('DisruptionBudgets', 'volcano-budgets', renderDisruptionBudgets(namespace), after);
  }

  public flowControl(namespace: string, release: string): Bundle {
    const bundle = new Bundle(this.scope, 'FlowControl', {
      target: this.target,
      releaseName: 'scheduler-flow-control',
    });
    for (const manifest of renderFlowControl(namespace, release))
      new KubernetesObject(bundle, manifest.kind, { manifest });
    return bundle;
  }

  public priorityClasses(evicts: boolean, after: Construct): Bundle {
    return this.bundle('PriorityClasses', 'priority-classes', renderPriorityClasses(evicts), after);
  }

  public policies(sources: PolicySource[], after: Construct): Bundle {
    const bundle = this.bundle('Policies', 'scheduling-policies', [], after);
    for (const { name, render } of sources) {
      new KubernetesObject(bundle, name, { manifest: policyIdentity(name), source: { toManifest: render } });
      new KubernetesObject(bundle, `${name}-binding`, { manifest: renderBinding(name) });
    }
    return bundle;
  }

  private bundle(id: string, releaseName: string, manifests: Manifest[], after: Construct): Bundle {
    const bundle = new Bundle(this.scope, id, { target: this.target, releaseName });
    for (const manifest of manifests) new KubernetesObject(bundle, manifest.metadata.name, { manifest });
    bundle.node.addDependency(after);
    return bundle;
  }
}
