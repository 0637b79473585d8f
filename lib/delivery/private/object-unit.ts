import { Lazy, TerraformProvider } from 'cdktf';
import { IConstruct } from 'constructs';
import { DeliveryBinding, IDeliverable, IDeliveryUnit } from '../../core/delivery-contract';
import { logicalId } from '../../core/private/names';
import { closeUnit } from '../../core/private/registry';
import { ObjectResource } from './object-resource';
import { idsBelowStack, UNIT_RESOURCE } from './providers';

/** What the API server must know before anything of it is used. */
const FIRST = new Set(['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'RuntimeClass', 'StorageClass']);

/** What the objects of one unit share, so that a thousand of them do not each ask for it. */
interface Shared {
  /** What the unit waits for; asked anew in each pass by the resource that comes first. */
  before: string[];
  /** Addresses of the objects that the others wait for. */
  readonly first: string[];
}

const SHARED = new WeakMap<IConstruct, Shared>();

/** One resource per object, and one more that stands for the whole bundle in `depends_on` of others. */
export function bindObjectUnit(unit: IDeliveryUnit, type: string): DeliveryBinding {
  const id = logicalId(idsBelowStack(unit));
  const shared: Shared = { before: [], first: [] };
  SHARED.set(unit, shared);
  const done = new ObjectResource(unit, UNIT_RESOURCE, {
    type: 'terraform_data',
    attributes: () => ({
      input: Lazy.stringValue({
        produce: (context) => {
          if (!context.preparing) closeUnit(unit);
          return `${unit.releaseNamespace}/${unit.releaseName}`;
        },
      }),
    }),
    dependsOn: () => {
      shared.before = unit.dependsOn();
      const objects = unit.objects().map((object) => `${type}.${objectId(object, unit)}`);
      return objects.length > 0 ? objects : shared.before;
    },
  });
  done.overrideLogicalId(id);
  unit.node.defaultChild = done;
  return { address: `terraform_data.${id}` };
}

export function bindObjectResource(
  unit: IDeliveryUnit,
  object: IDeliverable,
  type: string,
  provider: TerraformProvider,
  attributes: () => { [name: string]: unknown },
): void {
  const shared = SHARED.get(unit) as Shared;
  const id = objectId(object, unit);
  const isFirst = FIRST.has(object.kind);
  if (isFirst) shared.first.push(`${type}.${id}`);
  const resource = new ObjectResource(object, 'Resource', {
    type,
    provider,
    attributes,
    dependsOn: () => (isFirst ? shared.before : [...shared.before, ...[...shared.first].sort()]),
  });
  resource.overrideLogicalId(id);
}

function objectId(object: IDeliverable, unit: IDeliveryUnit): string {
  return logicalId([...idsBelowStack(unit), object.node.id]);
}
