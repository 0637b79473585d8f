import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { IDeliveryUnit } from '../delivery-contract';
import { FactSection, factsOf } from './facts';
import { imagesIn } from './images';
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
 * One line for each object and image: it is compared by line, and thousands never stand in memory twice.
 */
export function* blueprintText(stack: TerraformStack): Generator<string> {
  const units = inOrder(unitsOf(stack));
  const { images, ...facts } = collectFacts(stack);
  const delivery = [...new Set(units.map((u) => u.target.delivery.deliveryName))].sort();
  const head = JSON.stringify({ version: BLUEPRINT_VERSION, stack: stack.node.path, delivery, ...facts }, undefined, 1);
  yield `${head.slice(0, -2)},\n "images": [`;
  yield* list(imageLines(images, units));
  yield ',\n "units": [';
  for (const [i, unit] of units.entries()) {
    yield i === 0 ? '\n  ' : ',\n  ';
    if (unit.chartSource === undefined) yield* bundlePieces(stack, unit);
    else yield chartText(stack, unit);
  }
  yield units.length === 0 ? ']' : '\n ]';
  yield '\n}\n';
}

function* list(items: string[]): Generator<string> {
  for (const [i, item] of items.entries()) yield i === 0 ? `\n  ${item}` : `,\n  ${item}`;
  yield items.length === 0 ? ']' : '\n ]';
}

function collectFacts(stack: TerraformStack): Record<FactSection, Record<string, unknown>[]> {
  const facts = Object.fromEntries(SECTIONS.map((section) => [section, [] as Record<string, unknown>[]]));
  const telling = belowStack(stack).filter((construct) => factsOf(construct).length > 0);
  for (const construct of telling.sort(byPath)) {
    for (const { section, describe } of factsOf(construct)) {
      for (const entry of [describe()].flat()) facts[section].push({ path: construct.node.path, ...entry });
    }
  }
  return facts as Record<FactSection, Record<string, unknown>[]>;
}

/** Sorted; each once. */
function imageLines(facts: Record<string, unknown>[], units: IDeliveryUnit[]): string[] {
  const named = units.flatMap((unit) => imagesIn(unit).map(({ path, reference }) => imageLine(path, reference)));
  const lines = [...facts.map(({ path, reference }) => imageLine(path, reference)), ...named].sort();
  return lines.filter((line, i) => line !== lines[i - 1]);
}

function imageLine(path: unknown, reference: unknown): string {
  return `{"path":${JSON.stringify(path)},"reference":${JSON.stringify(reference)}}`;
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

function* bundlePieces(stack: TerraformStack, unit: IDeliveryUnit): Generator<string> {
  yield `${JSON.stringify(renderUnit(unit)).slice(0, -1)},"objects":[`;
  for (const [i, member] of unit._members().entries()) {
    yield i === 0 ? '\n   ' : ',\n   ';
    yield objectText(stack, member);
  }
  yield ']}';
}

function objectText(stack: TerraformStack, member: ManifestMember): string {
  const { path, text, tokens } = member;
  const manifest = text ?? JSON.stringify(withoutTokens(member.manifest, tokens));
  const filled = tokens.length === 0 ? '[]' : JSON.stringify(expressions(stack, tokens));
  return `{"path":${JSON.stringify(path)},"manifest":${manifest},"tokens":${filled}}`;
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
