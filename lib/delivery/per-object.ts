import { Lazy } from 'cdktf';
import { DeliveryBinding, IDeliverable, IDelivery, IDeliveryUnit } from '../core/delivery-contract';
import { isKept } from '../core/private/keep-policy';
import { bindHelmRelease } from './private/helm-release';
import { KubectlProvider } from './private/kubectl-provider';
import { bindObjectResource, bindObjectUnit } from './private/object-unit';
import { providerFor } from './private/providers';

/** Which provider applies the objects. */
export interface PerObjectOptions {
  /**
   * Address of the kubectl provider in the Terraform registry. `gavinbunney/kubectl` has the same schema.
   *
   * @default 'alekc/kubectl' - the maintained fork
   */
  readonly providerSource?: string;

  /**
   * Version constraint of that provider.
   *
   * @default '~> 2.1'
   */
  readonly providerVersion?: string;
}

const TYPE = 'kubectl_manifest';

/** Every object is a `kubectl_manifest`, applied on the server side; charts are Helm releases. */
export class PerObjectDelivery implements IDelivery {
  public readonly deliveryName = 'per-object';

  constructor(private readonly options: PerObjectOptions) {}

  public bind(unit: IDeliveryUnit): DeliveryBinding {
    return unit.chartSource === undefined ? bindObjectUnit(unit, TYPE) : bindHelmRelease(unit);
  }

  public bindObject(unit: IDeliveryUnit, object: IDeliverable): void {
    const provider = providerFor(unit, 'Kubectl', (stack, id, target, alias) => {
      return new KubectlProvider(stack, id, {
        alias,
        source: this.options.providerSource ?? 'alekc/kubectl',
        version: this.options.providerVersion ?? '~> 2.1',
        access: target.access.config,
      });
    });
    bindObjectResource(unit, object, TYPE, provider, () => ({
      yaml_body: Lazy.stringValue({
        produce: (context) => (context.preparing ? object.tokensOnly() : object.terraformJson()),
      }),
      // What Helm keeps on uninstall stays on destroy here too: definitions, and with them what users made of them.
      apply_only: isKept(object._member()) ? true : undefined,
      server_side_apply: true,
      force_conflicts: true,
      wait: unit.wait,
      wait_for_rollout: unit.wait,
    }));
  }
}
