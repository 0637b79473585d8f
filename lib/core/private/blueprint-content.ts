import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { IDeliveryUnit } from '../delivery-contract';
import { FactSection, factsOf } from './facts';
import { distinctImages, imagesIn } from './images';
import { jsonPointer, Manifest, TokenLeaf } from './manifest-member';
import { byPath, inOrder, predecessorsOf } from './order';
import { isUnit } from './registry';
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

/** A stack as ordered data; its JSON Schema is `lib/core/blueprint.schema.json`. */
export function blueprintOf(stack: TerraformStack): Record<string, unknown> {
  const constructs = belowStack(stack);
  const units = inOrder(constructs.filter(isUnit));
  const facts = Object.fromEntries(SECTIONS.map((section) => [section, [] as Record<string, unknown>[]]));
  for (const construct of constructs.sort(byPath)) {
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
    units: units.map((unit) => renderUnit(stack, unit)),
  };
}

export function unitsOf(stack: TerraformStack): IDeliveryUnit[] {
  return belowStack(stack).filter(isUnit);
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

function renderUnit(stack: TerraformStack, unit: IDeliveryUnit): Record<string, unknown> {
  return {
    path: unit.node.path,
    kind: unit.chartSource === undefined ? 'bundle' : 'chart',
    cluster: unit.target.node.path,
    releaseName: unit.releaseName,
    releaseNamespace: unit.releaseNamespace,
    dependsOn: predecessorsOf(unit).units.map((u) => u.node.path),
    ...(unit.chartSource === undefined
      ? { objects: unit._members().map((m) => ({ path: m.path, ...content(stack, m.manifest, m.tokens) })) }
      : { chart: { ...unit.chartSource, ...chartValues(stack, unit) } }),
  };
}

function content(stack: TerraformStack, manifest: Manifest, tokens: TokenLeaf[]): Record<string, unknown> {
  return { manifest: withoutTokens(manifest, tokens), tokens: expressions(stack, tokens) };
}

function chartValues(stack: TerraformStack, unit: IDeliveryUnit): Record<string, unknown> {
  const { values, tokens } = unit._values();
  return { values: withoutTokens(values, tokens), tokens: expressions(stack, tokens) };
}

function expressions(stack: TerraformStack, tokens: TokenLeaf[]): Record<string, unknown>[] {
  return tokens.map((t) => ({ path: jsonPointer(t.path), expression: templateOf(stack, t.value) }));
}
