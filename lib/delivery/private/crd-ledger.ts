import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { IDeliverable, IDeliveryUnit } from '../../core/delivery-contract';
import { fail, prose } from '../../core/private/fail';

/** Per stack: who brings the definitions of an API group, and who uses it. */
interface Ledger {
  readonly brings: Map<string, IConstruct>;
  readonly uses: Map<string, IConstruct>;
}

const ledgers = new WeakMap<TerraformStack, Ledger>();

function ledgerOf(construct: IConstruct): Ledger {
  const stack = TerraformStack.of(construct);
  const ledger = ledgers.get(stack) ?? { brings: new Map(), uses: new Map() };
  ledgers.set(stack, ledger);
  return ledger;
}

export function noteChart(unit: IDeliveryUnit): void {
  for (const group of unit.chartSource?.crdGroups ?? []) note(unit, unit, group);
}

export function noteObject(unit: IDeliveryUnit, object: IDeliverable): void {
  if (object.kind === 'CustomResourceDefinition') {
    note(object, unit, String(object._member().manifest.spec?.group));
    return;
  }
  const { brings, uses } = ledgerOf(object);
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  if (!uses.has(group)) uses.set(group, object);
  const bringer = brings.get(group);
  if (bringer !== undefined) throw together(object, group, bringer, object);
}

function note(at: IConstruct, bringer: IConstruct, group: string): void {
  const { brings, uses } = ledgerOf(at);
  brings.set(group, bringer);
  const user = uses.get(group);
  if (user !== undefined) throw together(at, group, bringer, user);
}

/** kubernetes_manifest asks the API server for the type while planning. */
function together(at: IConstruct, group: string, bringer: IConstruct, user: IConstruct): Error {
  return fail(at, {
    code: 'AIC-1101',
    what: 'kubernetes_manifest cannot plan a custom resource before its definition exists',
    got: prose(`definitions of ${group} from ${bringer.node.path} and ${user.node.path} in one stack`),
    want: 'definitions in a stack that is applied before',
    fix: 'Put the operators into a stack of their own, or use Delivery.helm() or Delivery.perObject(), which plan without.',
  });
}
