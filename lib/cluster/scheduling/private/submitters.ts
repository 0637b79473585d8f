import { Construct } from 'constructs';
import { policyIdentity, renderBinding } from './render-policies';
import { renderSubmitters, SUBMITTER_POLICIES, submitterPolicy } from './render-submitters';
import { Bundle } from '../../../core/bundle';
import { IDeliveryTarget } from '../../../core/delivery-contract';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { Manifest } from '../../../core/private/manifest-member';
import type { QueueSubmitters } from '../queue-submitters';

/** Who may submit to which queue. Made with the first queue that says so. */
export class Submitters {
  private readonly restricted: string[] = [];
  private bundle?: Bundle;

  constructor(
    private readonly scope: Construct,
    private readonly target: IDeliveryTarget,
  ) {}

  public add(queueName: string, submitters: QueueSubmitters): void {
    this.restricted.push(queueName);
    for (const manifest of renderSubmitters(queueName, submitters)) {
      new KubernetesObject(this.ensureBundle(), `${manifest.kind}-${queueName}`, { manifest });
    }
  }

  private ensureBundle(): Bundle {
    if (this.bundle === undefined) {
      const bundle = new Bundle(this.scope, 'Submitters', { target: this.target, releaseName: 'queue-submitters' });
      for (const name of SUBMITTER_POLICIES) addPolicy(bundle, name, () => submitterPolicy(name, this.restricted));
      this.bundle = bundle;
    }
    return this.bundle;
  }
}

function addPolicy(bundle: Bundle, name: string, render: () => Manifest): void {
  new KubernetesObject(bundle, name, { manifest: policyIdentity(name), source: { toManifest: render } });
  new KubernetesObject(bundle, `${name}-binding`, { manifest: renderBinding(name) });
}
