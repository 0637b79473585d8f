import { TerraformProvider, TerraformStack } from 'cdktf';
import { IDeliveryTarget, IDeliveryUnit } from '../../core/delivery-contract';
import { logicalId } from '../../core/private/names';

/** Id of the resource that stands for a unit, which no object of a user will have. */
export const UNIT_RESOURCE = 'CdktfAiCloudUnit';

/** Ids of the constructs below the stack that a construct path names. */
export function idsBelowStack(unit: IDeliveryUnit): string[] {
  const stack = TerraformStack.of(unit);
  return unit.node.scopes.slice(unit.node.scopes.indexOf(stack) + 1).map((s) => s.node.id);
}

/** One aliased provider per stack, cluster and kind; made with the first unit that needs it. */
export function providerFor(
  unit: IDeliveryUnit,
  kind: string,
  create: (stack: TerraformStack, id: string, target: IDeliveryTarget, alias: string) => TerraformProvider,
): TerraformProvider {
  const stack = TerraformStack.of(unit);
  const { target } = unit;
  const alias = logicalId(target.node.path === '' ? ['cluster'] : target.node.path.split('/'));
  const id = `CdktfAiCloud${kind}-${alias}`;
  const existing = stack.node.tryFindChild(id);
  return (existing as TerraformProvider | undefined) ?? create(stack, id, target, alias);
}
