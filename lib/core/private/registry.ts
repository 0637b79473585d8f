import { App, TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { IDeliveryUnit } from '../delivery-contract';
import { fail, prose } from './fail';

const UNIT = Symbol.for('cdktf-ai-cloud/unit');
const ADDRESS = Symbol.for('cdktf-ai-cloud/address');

/** What one app has given to its clusters so far. */
interface Ledger {
  /** By cluster and key. */
  readonly objects: Map<IConstruct, Map<string, IConstruct>>;
  readonly releases: Map<string, string>;
}

const ledgers = new WeakMap<IConstruct, Ledger>();

function ledgerOf(scope: IConstruct): Ledger {
  const { root } = scope.node;
  let ledger = ledgers.get(root);
  if (ledger === undefined) {
    ledger = { objects: new Map(), releases: new Map() };
    ledgers.set(root, ledger);
  }
  return ledger;
}

export function markUnit(unit: IDeliveryUnit, address: string): void {
  Object.defineProperty(unit, UNIT, { value: true });
  Object.defineProperty(unit, ADDRESS, { value: address });
}

export function isUnit(construct: IConstruct): construct is IDeliveryUnit {
  return UNIT in construct;
}

export function addressOf(unit: IDeliveryUnit): string {
  return (unit as unknown as Record<symbol, string>)[ADDRESS];
}

/** Two releases of one name overwrite each other. */
export function claimRelease(unit: IDeliveryUnit): void {
  const { releases } = ledgerOf(unit);
  const key = `${unit.target.node.path}\n${unit.releaseNamespace}/${unit.releaseName}`;
  const first = releases.get(key);
  if (first !== undefined) {
    throw fail(unit, {
      code: 'AIC-1009',
      what: 'the release name is taken on this cluster',
      got: `${unit.releaseNamespace}/${unit.releaseName}`,
      want: `a name of its own (${first} has this one)`,
      fix: 'Set releaseName, or use another construct id.',
    });
  }
  releases.set(key, unit.node.path);
}

/** One object delivered twice is fought over by two releases. */
export function claimObject(object: IConstruct, target: IConstruct, key: string): void {
  const { objects } = ledgerOf(object);
  let ofTarget = objects.get(target);
  if (ofTarget === undefined) {
    ofTarget = new Map();
    objects.set(target, ofTarget);
  }
  const first = ofTarget.get(key);
  if (first !== undefined) {
    throw fail(object, {
      code: 'AIC-1010',
      what: 'the object is delivered twice',
      got: key,
      want: `each object once per cluster (${first.node.path} delivers it)`,
      fix: 'Remove one of them, or give them different names.',
    });
  }
  ofTarget.set(key, object);
}

const WRITTEN = new WeakSet<IConstruct>();

/** From now on the unit's content is out; called by whatever writes it. */
export function closeUnit(unit: IDeliveryUnit): void {
  WRITTEN.add(unit);
}

/** Refuses a change that would reach one output and miss another. */
export function assertOpen(unit: IDeliveryUnit): void {
  if (WRITTEN.has(unit)) {
    throw fail(unit, {
      code: 'AIC-1018',
      what: 'the unit has been written already',
      got: prose('a change during or after synthesis'),
      want: 'all objects and patches before',
      fix: 'Add and patch in constructors or in an Aspect, not in custom synthesis.',
    });
  }
}

/** The stack of a construct; explains the two ways in which there is none that works. */
export function stackOf(construct: IConstruct): TerraformStack {
  const stack = construct.node.scopes.reverse().find((s) => TerraformStack.isStack(s)) as TerraformStack | undefined;
  if (stack === undefined) {
    throw fail(construct, {
      code: 'AIC-1011',
      what: 'the construct is in no stack',
      got: prose(`root ${construct.node.root.node.path || 'App'}`),
      want: 'a TerraformStack above it',
      fix: "Make it in a stack: new Bundle(new TerraformStack(app, 'prod'), …). What hangs on the App itself is never written.",
    });
  }
  const { root } = stack.node;
  // The one place where class identity is the question: both copies answer isStack() and isApp().
  // eslint-disable-next-line no-restricted-syntax
  if (!(stack instanceof TerraformStack) || (App.isApp(root) && !(root instanceof App))) {
    throw fail(construct, {
      code: 'AIC-1012',
      what: 'two copies of cdktf (or cdktn) are installed',
      got: prose('a stack or an app made by another copy than the one this library uses'),
      want: 'one copy',
      fix: 'Run npm ls cdktf cdktn. With cdktn, alias it: "cdktf": "npm:cdktn@^0.24.0" and "overrides": { "cdktf": "$cdktf" }.',
    });
  }
  return stack;
}
