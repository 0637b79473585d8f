import { DeliveryBinding, IDeliverable, IDelivery, IDeliveryUnit } from '../core/delivery-contract';
import { bindHelmRelease } from './private/helm-release';

/** Every unit is a Helm release; a bundle's objects are values of a raw chart that this package carries. */
export class HelmDelivery implements IDelivery {
  public readonly deliveryName = 'helm';

  public bind(unit: IDeliveryUnit): DeliveryBinding {
    return bindHelmRelease(unit);
  }

  public bindObject(_unit: IDeliveryUnit, _object: IDeliverable): void {
    // The bundle's release carries its objects.
  }
}
