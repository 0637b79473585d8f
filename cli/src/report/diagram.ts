import type { Blueprint, Unit } from '../blueprint/index.js';

/** The units and what they wait for, as a Mermaid diagram; what follows from other arrows is left out. */
export function unitDiagram(blueprints: readonly Blueprint[]): string {
  const units = blueprints.flatMap((blueprint) => blueprint.units);
  const ids = new Map(units.map(({ path }, index) => [path, `u${index}`]));
  const stacks = blueprints.map(({ stack, units: own }, index) =>
    [
      `  subgraph s${index}["${label(stack)}"]`,
      ...own.map((unit) => `    ${ids.get(unit.path)}${shape(unit, stack)}`),
      '  end',
    ].join('\n'),
  );
  const arrows = units.flatMap((unit) =>
    direct(unit, units).map((path) => `  ${ids.get(path)} --> ${ids.get(unit.path)}`),
  );
  return ['flowchart LR', ...stacks, ...arrows].join('\n');
}

function shape({ path, kind }: Unit, stack: string): string {
  const text = label(path.startsWith(`${stack}/`) ? path.slice(stack.length + 1) : path);
  return kind === 'chart' ? `[["${text}"]]` : `["${text}"]`;
}

function label(text: string): string {
  return text.replaceAll('"', '#quot;');
}

/** What a unit waits for itself, and none of the others waits for. */
function direct(unit: Unit, units: readonly Unit[]): string[] {
  const byPath = new Map(units.map((one) => [one.path, one]));
  const own = unit.dependsOn.filter((path) => byPath.has(path));
  const implied = new Set<string>();
  const visit = (path: string): void => {
    for (const above of byPath.get(path)?.dependsOn ?? []) {
      if (implied.has(above)) continue;
      implied.add(above);
      visit(above);
    }
  };
  own.forEach(visit);
  return own.filter((path) => !implied.has(path));
}
