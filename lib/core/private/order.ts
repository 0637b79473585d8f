import { TerraformDataSource, TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { IDeliveryUnit } from '../delivery-contract';
import { fail, prose } from './fail';
import { addressOf, isUnit } from './registry';
import { templateOf } from './terraform-json';

/** What a unit waits for, as `node.addDependency` said it on the unit, its objects or anything above them. */
export interface Predecessors {
  readonly units: IDeliveryUnit[];
  /** Resources, data sources and modules of the user's own. */
  readonly resources: TerraformElement[];
}

/** The units inside a construct; for an object, the bundle that carries it. */
export function unitsIn(construct: IConstruct): IDeliveryUnit[] {
  const above = construct.node.scopes.find(isUnit);
  return above === undefined ? unitsBelow(construct) : [above];
}

/** The units of a construct, without a look at every object. */
export function unitsBelow(construct: IConstruct, isApart: (c: IConstruct) => boolean = () => false): IDeliveryUnit[] {
  const found: IDeliveryUnit[] = [];
  const visit = (c: IConstruct): void => {
    if (isApart(c)) return;
    if (isUnit(c)) found.push(c);
    for (const child of c.node.children) if (!('_member' in child)) visit(child);
  };
  visit(construct);
  return found;
}

export function predecessorsOf(unit: IDeliveryUnit): Predecessors {
  const units = new Set<IDeliveryUnit>();
  const resources = new Set<TerraformElement>();
  for (const source of [...unit.node.scopes, ...unit.node.children]) {
    for (const dependency of source.node.dependencies) {
      for (const found of unitsIn(dependency)) if (found !== unit) units.add(found);
      for (const found of resourcesIn(dependency)) resources.add(found);
    }
  }
  return { units: [...units].sort(byPath), resources: [...resources].sort(byPath) };
}

/** What Terraform can wait for and is not ours: ours lives below a unit. */
function resourcesIn(construct: IConstruct): TerraformElement[] {
  if (construct.node.scopes.some(isUnit)) return [];
  const found: TerraformElement[] = [];
  const visit = (c: IConstruct): void => {
    if (isUnit(c)) return;
    if (TerraformElement.isTerraformElement(c) && canBeAwaited(c)) found.push(c);
    c.node.children.forEach(visit);
  };
  visit(construct);
  return found;
}

/** Modules have no `isModule`; this is the method that only they have. */
function canBeAwaited(element: TerraformElement): boolean {
  return (
    TerraformResource.isTerraformResource(element) ||
    TerraformDataSource.isTerraformDataSource(element) ||
    'interpolationForOutput' in element
  );
}

/** `depends_on` of a unit; order across stacks is told to cdktf, in the pass where it listens. */
export function dependsOn(unit: IDeliveryUnit): string[] {
  const stack = TerraformStack.of(unit);
  const { units, resources } = predecessorsOf(unit);
  const addresses: string[] = [];
  for (const before of units) {
    const other = TerraformStack.of(before);
    if (other === stack) addresses.push(addressOf(before));
    else orderStacks(unit, stack, before, other);
  }
  for (const resource of resources) {
    const other = TerraformStack.of(resource);
    if (other === stack) addresses.push(addressOfElement(resource));
    else orderStacks(unit, stack, resource, other);
  }
  return addresses.sort();
}

function addressOfElement(element: TerraformElement): string {
  return templateOf(element, element.fqn).replace(/^\$\{(.*)\}$/, '$1');
}

function orderStacks(unit: IDeliveryUnit, stack: TerraformStack, before: IConstruct, other: TerraformStack): void {
  if (other.dependsOn(stack)) {
    throw fail(unit, {
      code: 'AIC-1013',
      what: 'two stacks wait for each other',
      got: prose(`${stack.node.path} after ${other.node.path} (for ${before.node.path}) and before it`),
      want: 'stacks in one order',
      fix: 'Move one of the two constructs into the other stack, or drop one addDependency.',
    });
  }
  if (!stack.dependsOn(other)) stack.addDependency(other);
}

/** Refuses order across stacks that came after cdktf fixed it: it would be lost without a word. */
export function checkStackOrder(unit: IDeliveryUnit): void {
  const stack = TerraformStack.of(unit);
  const { units, resources } = predecessorsOf(unit);
  for (const before of [...units, ...resources]) {
    const other = TerraformStack.of(before);
    if (other !== stack && !stack.dependsOn(other)) {
      throw fail(unit, {
        code: 'AIC-1022',
        what: 'order across stacks came too late',
        got: prose(`a dependency on ${before.node.path} that was added in an Aspect`),
        want: 'it in a constructor, before cdktf puts the stacks in order',
        fix: `Call addDependency() there, or order the stacks themselves: ${stack.node.id} after ${other.node.id}.`,
      });
    }
  }
}

/** The units in an order that respects every dependency; the same for any order of creation. */
export function inOrder(units: IDeliveryUnit[]): IDeliveryUnit[] {
  const sorted: IDeliveryUnit[] = [];
  const state = new Map<IDeliveryUnit, 'open' | 'done'>();
  const trail: IDeliveryUnit[] = [];
  const wanted = new Set(units);
  const visit = (unit: IDeliveryUnit): void => {
    if (state.get(unit) === 'done') return;
    if (state.get(unit) === 'open') throw cycle(trail.slice(trail.indexOf(unit)));
    state.set(unit, 'open');
    trail.push(unit);
    predecessorsOf(unit).units.forEach(visit);
    trail.pop();
    state.set(unit, 'done');
    if (wanted.has(unit)) sorted.push(unit);
  };
  [...units].sort(byPath).forEach(visit);
  return sorted;
}

function cycle(members: IDeliveryUnit[]): Error {
  const paths = members.map((m) => m.node.path);
  return fail(members[0], {
    code: 'AIC-1014',
    what: 'units wait for each other in a circle',
    got: prose([...paths, paths[0]].join(' → ')),
    want: 'an order',
    fix: 'Remove one addDependency among them.',
  });
}

export function byPath(a: IConstruct, b: IConstruct): number {
  return a.node.path < b.node.path ? -1 : a.node.path > b.node.path ? 1 : 0;
}
