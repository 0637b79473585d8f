import { IDelivery } from '../core/delivery-contract';
import { HelmDelivery } from './helm';
import { KubernetesManifestDelivery } from './kubernetes-manifest';
import { PerObjectDelivery, PerObjectOptions } from './per-object';

/**
 * How objects reach the cluster.
 *
 * | | plan without a cluster | diff per object | sees drift |
 * | --- | --- | --- | --- |
 * | `helm()` | yes | yes | no |
 * | `perObject()` | yes | yes | yes |
 * | `kubernetesManifest()` | no | yes | yes |
 *
 * @example
 * import { Delivery } from 'cdktf-ai-cloud';
 *
 * const delivery = Delivery.perObject();
 */
export class Delivery {
  /** One Helm release per bundle, over a raw chart that this package carries. The default. */
  public static helm(): IDelivery {
    return new HelmDelivery();
  }

  /** One `kubectl_manifest` per object, with server-side apply. */
  public static perObject(options: PerObjectOptions = {}): IDelivery {
    return new PerObjectDelivery(options);
  }

  /** One `kubernetes_manifest` per object, for teams that allow HashiCorp's providers only. */
  public static kubernetesManifest(): IDelivery {
    return new KubernetesManifestDelivery();
  }

  private constructor() {}
}
