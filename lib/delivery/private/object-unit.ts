import { TerraformProvider } from 'cdktf';
import { DeliveryBinding, IDeliverable, IDeliveryUnit } from '../../core/delivery-contract';
import { logicalId } from '../../core/private/names';
import { ObjectResource } from './object-resource';
import { idsBelowStack } from './providers';

/** What the API server must know before anything of it is used. */
const FIRST = new Set(['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'RuntimeClass', 'StorageClass']);

/** One resource per object, and one more that stands for the whole bundle in `depends_on` of others. */
export function bindObjectUnit(unit: IDeliveryUnit, type: string): DeliveryBinding {
  const id = logicalId(idsBelowStack(unit));
  const done = new ObjectResource(unit, 'Resource', {
    type: 'terraform_data',
    attributes: () => ({ input: `${unit.releaseNamespace}/${unit.releaseName}` }),
    dependsOn: () => {
      const objects = unit.objects().map((object) => `${type}.${objectId(object, unit)}`);
      return objects.length > 0 ? objects : unit.dependsOn();
    },
  });
  done.overrideLogicalId(id);
  return { address: `terraform_data.${id}` };
}

export function bindObjectResource(
  unit: IDeliveryUnit,
  object: IDeliverable,
  type: string,
  provider: TerraformProvider,
  attributes: () => { [name: string]: unknown },
): void {
  const resource = new ObjectResource(object, 'Resource', {
    type,
    provider,
    attributes,
    dependsOn: () => [...unit.dependsOn(), ...firstOf(unit, object, type)],
  });
  resource.overrideLogicalId(objectId(object, unit));
}

function objectId(object: IDeliverable, unit: IDeliveryUnit): string {
  return logicalId([...idsBelowStack(unit), object.node.id]);
}

function firstOf(unit: IDeliveryUnit, object: IDeliverable, type: string): string[] {
  if (FIRST.has(object.kind)) return [];
  return unit
    .objects()
    .filter((other) => FIRST.has(other.kind))
    .map((other) => `${type}.${objectId(other, unit)}`);
}
