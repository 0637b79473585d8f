import { IConstruct } from 'constructs';
import { IDeliveryUnit } from '../delivery-contract';
import { BlueprintWriter } from './blueprint-writer';
import { checkKnown, releaseName } from './names';
import { claimRelease, markUnit, stackOf } from './registry';

/** The path below the stack, without the ids that say nothing. */
export function defaultReleaseName(unit: IConstruct): string {
  const stack = stackOf(unit);
  const ids = unit.node.scopes.slice(unit.node.scopes.indexOf(stack) + 1).map((s) => s.node.id);
  const telling = ids.filter((id) => id !== 'Resource' && id !== 'Default');
  return releaseName(telling.length > 0 ? telling : ids);
}

/** Joins a unit to its stack, its cluster and its delivery. Called once, at the end of the constructor. */
export function bindUnit(unit: IDeliveryUnit): void {
  const stack = stackOf(unit);
  checkKnown(unit, 'the id of the construct', unit.node.id);
  claimRelease(unit);
  const { foundation } = unit.target;
  if (foundation !== undefined && foundation !== unit) unit.node.addDependency(foundation);
  BlueprintWriter.ensure(stack);
  const { address } = unit.target.delivery.bind(unit);
  markUnit(unit, address);
}
