import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { IDeliveryUnit } from '../delivery-contract';
import { FactSection, factsOf } from './facts';
import { distinctImages, imagesIn } from './images';
import { jsonPointer, ManifestMember, TokenLeaf } from './manifest-member';
import { byPath, inOrder, predecessorsOf, unitsBelow } from './order';
import { templateOf, withoutTokens } from './terraform-json';

export const BLUEPRINT_VERSION = 1;
const SECTIONS: FactSection[] = [
  'clusters',
  'pools',
  'queues',
  'trainingJobs',
  'models',
  'endpoints',
  'agents',
  'images',
];

/**
 * A stack as ordered data, in pieces of JSON text; its JSON Schema is `lib/core/blueprint.schema.json`.
 *
 * One line for each object: it is compared by line, and thousands of objects never stand in memory twice.
 */
export function* blueprintText(stack: TerraformStack): Generator<string> {
  const constructs = belowStack(stack);
  const units = inOrder(unitsOf(stack));
  const head = JSON.stringify(renderHead(stack, constructs, units), undefined, 1);
  yield `${head.slice(0, -2)},\n "units": [`;
  let separator = '\n  ';
  for (const unit of units) {
    yield `${separator}${unit.chartSource === undefined ? bundleText(stack, unit) : chartText(stack, unit)}`;
    separator = ',\n  ';
  }
  yield units.length > 0 ? '\n ]\n}' : ']\n}';
}

function renderHead(stack: TerraformStack, constructs: IConstruct[], units: IDeliveryUnit[]): Record<string, unknown> {
  const facts = Object.fromEntries(SECTIONS.map((section) => [section, [] as Record<string, unknown>[]]));
  const telling = constructs.filter((construct) => factsOf(construct).length > 0).sort(byPath);
  for (const construct of telling) {
    for (const { section, describe } of factsOf(construct)) {
      for (const entry of [describe()].flat()) facts[section].push({ path: construct.node.path, ...entry });
    }
  }
  return {
    version: BLUEPRINT_VERSION,
    stack: stack.node.path,
    delivery: [...new Set(units.map((u) => u.target.delivery.deliveryName))].sort(),
    ...facts,
    images: distinctImages([...facts.images, ...units.flatMap(imagesIn)] as { path: string; reference: string }[]),
  };
}

export function unitsOf(stack: TerraformStack): IDeliveryUnit[] {
  return unitsBelow(stack, (construct) => construct !== stack && TerraformStack.isStack(construct));
}

/** Everything of this stack; a stack below it writes its own. */
function belowStack(stack: TerraformStack): IConstruct[] {
  const found: IConstruct[] = [];
  const visit = (construct: IConstruct): void => {
    if (construct !== stack && TerraformStack.isStack(construct)) return;
    found.push(construct);
    construct.node.children.forEach(visit);
  };
  visit(stack);
  return found;
}

function renderUnit(unit: IDeliveryUnit): Record<string, unknown> {
  return {
    path: unit.node.path,
    kind: unit.chartSource === undefined ? 'bundle' : 'chart',
    cluster: unit.target.node.path,
    releaseName: unit.releaseName,
    releaseNamespace: unit.releaseNamespace,
    dependsOn: predecessorsOf(unit).units.map((u) => u.node.path),
  };
}

function bundleText(stack: TerraformStack, unit: IDeliveryUnit): string {
  const objects = unit._members().map((member) => `\n   ${objectText(stack, member)}`);
  return `${JSON.stringify(renderUnit(unit)).slice(0, -1)},"objects":[${objects.join(',')}]}`;
}

function objectText(stack: TerraformStack, member: ManifestMember): string {
  const { path, text, tokens } = member;
  const manifest = text ?? JSON.stringify(withoutTokens(member.manifest, tokens));
  return `{"path":${JSON.stringify(path)},"manifest":${manifest},"tokens":${JSON.stringify(expressions(stack, tokens))}}`;
}

function chartText(stack: TerraformStack, unit: IDeliveryUnit): string {
  const { values, tokens } = unit._values();
  const chart = {
    ...unit.chartSource,
    values: withoutTokens(values, tokens),
    tokens: expressions(stack, tokens),
  };
  return JSON.stringify({ ...renderUnit(unit), chart }, undefined, 1).replace(/\n/g, '\n  ');
}

function expressions(stack: TerraformStack, tokens: TokenLeaf[]): Record<string, unknown>[] {
  return tokens.map((t) => ({ path: jsonPointer(t.path), expression: templateOf(stack, t.value) }));
}
