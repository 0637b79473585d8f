import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { Lazy } from 'cdktf';
import { DeliveryBinding, IDeliverable, IDelivery, IDeliveryUnit } from '../core/delivery-contract';
import { escapeManifest } from '../core/private/terraform-json';
import { noteChart, noteObject } from './private/crd-ledger';
import { bindHelmRelease } from './private/helm-release';
import { bindObjectResource, bindObjectUnit } from './private/object-unit';
import { providerFor } from './private/providers';

const TYPE = 'kubernetes_manifest';

/** Every object is a `kubernetes_manifest` of HashiCorp's provider. Needs the cluster and every definition to plan. */
export class KubernetesManifestDelivery implements IDelivery {
  public readonly deliveryName = 'kubernetes-manifest';

  public bind(unit: IDeliveryUnit): DeliveryBinding {
    if (unit.chartSource === undefined) return bindObjectUnit(unit, TYPE);
    noteChart(unit);
    return bindHelmRelease(unit);
  }

  public bindObject(unit: IDeliveryUnit, object: IDeliverable): void {
    noteObject(unit, object);
    const provider = providerFor(unit, 'Kubernetes', (stack, id, target, alias) => {
      return new KubernetesProvider(stack, id, { alias, ...target.access.config });
    });
    bindObjectResource(unit, object, TYPE, provider, () => ({
      manifest: Lazy.anyValue({
        produce: (context) => {
          const { manifest, tokens } = object._member();
          return context.preparing ? { tokens: object.tokensOnly() } : escapeManifest(object, manifest, tokens);
        },
      }),
      field_manager: { force_conflicts: true },
    }));
  }
}
