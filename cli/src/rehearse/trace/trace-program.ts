import type { PoolFact, QueueFact, Unit } from '../../blueprint/index.js';
import { CliFailure } from '../../control-plane/index.js';
import type { Manifest } from '../../control-plane/index.js';
import { quantity } from '../../quantity.js';
import { withAncestors } from '../install-all.js';
import type { ClusterProgram } from '../scenarios/scenario.js';
import { devicesOfNode, leavesOf, mostDevices } from '../scenarios/subjects.js';
import { VOLCANO_CHART } from '../volcano-unit.js';

/** Which part of a program a trace is played on. */
export interface PlaceOptions {
  readonly pool?: string;
  readonly queue?: string;
  /** Instead of the pool's own. */
  readonly nodes?: number;
  readonly devicesPerNode?: number;
}

/** A program cut down to its scheduler, one pool and the queues of that pool. */
export interface TraceProgram {
  readonly program: ClusterProgram;
  readonly pool: PoolFact;
  readonly queue: QueueFact;
}

/** The scheduler, the queues of one pool scaled to its size here, and what they depend on. */
export function traceProgram(program: ClusterProgram, options: PlaceOptions): TraceProgram {
  const { pool: own, queue } = choose(program, options);
  const onNode = devicesOfNode(own, own.deviceResource);
  const devicesPerNode = options.devicesPerNode ?? onNode;
  const nodes = options.nodes ?? own.nodes;
  const ratio = (nodes * devicesPerNode) / (own.nodes * onNode);
  const { inventory, ...rest } = own;
  const pool: PoolFact = {
    ...rest,
    ...(ratio === 1 ? { inventory } : {}),
    nodes,
    devicesPerNode,
    allocatable: { ...own.allocatable, [own.deviceResource]: String(devicesPerNode) },
  };
  const kept = withParents(program.queues, own.name);
  const queues = program.queues.filter(({ name }) => kept.has(name)).map((one) => scaledFact(one, ratio));
  const needed = withAncestors(
    program.units,
    program.units.filter(isNeeded).map(({ path }) => path),
  );
  const units = program.units
    .filter(({ path }) => needed.has(path))
    .map((unit) => ({ ...unit, dependsOn: unit.dependsOn.filter((path) => needed.has(path)) }))
    .map((unit) => withoutOthers(unit, kept, ratio));
  const cut: ClusterProgram = { ...program, pools: [pool], queues, trainingJobs: [], endpoints: [], units };
  const scaled = queues.find(({ name }) => name === queue.name)!;
  mustHoldAll(cut, pool, scaled);
  return { program: cut, pool, queue: scaled };
}

function choose(program: ClusterProgram, options: PlaceOptions): { pool: PoolFact; queue: QueueFact } {
  const places = program.pools.flatMap((pool) =>
    leavesOf(program, pool)
      .filter(({ role }) => role === 'training')
      .map((queue) => ({ pool, queue })),
  );
  const found = places.find(
    ({ pool, queue }) =>
      pool.name === (options.pool ?? pool.name) && queue.name === (options.queue ?? queue.name) && pool.nodes > 0,
  );
  if (found && program.cluster?.scheduler) return found;
  throw new CliFailure({
    code: 'AIC-8021',
    where: program.path,
    what: 'the program has no place to play a trace on',
    got: found
      ? 'no configuration of a scheduler'
      : places.map(({ pool, queue }) => `pool ${pool.name} with queue ${queue.name}`).join(', ') ||
        'no training queues',
    want: 'a scheduler, and a pool with a training queue',
    fix: 'Name one of them with --pool and --queue, or give a pool of the program a queue.',
  });
}

function isNeeded(unit: Unit): boolean {
  if (unit.kind === 'chart') return unit.chart.name === VOLCANO_CHART;
  return unit.objects.some(({ manifest }) => manifest.kind === 'Queue');
}

function withParents(queues: readonly QueueFact[], pool: string): Set<string> {
  const kept = new Set<string>();
  const visit = (name: string | undefined): void => {
    const queue = queues.find((one) => one.name === name);
    if (!queue || kept.has(queue.name)) return;
    kept.add(queue.name);
    visit(queue.parent);
  };
  queues.filter((queue) => queue.pool === pool).forEach(({ name }) => visit(name));
  return kept;
}

/** Policies of the program go too: they refuse devices to other schedulers, and that is what is compared here. */
function withoutOthers(unit: Unit, queues: ReadonlySet<string>, ratio: number): Unit {
  if (unit.kind === 'chart') return unit;
  const objects = unit.objects
    .filter(({ manifest }) => !manifest.kind.startsWith('ValidatingAdmissionPolicy'))
    .filter(({ manifest }) => manifest.kind !== 'Queue' || queues.has(manifest.metadata?.name ?? ''))
    .map((entry) =>
      entry.manifest.kind === 'Queue' ? { ...entry, manifest: scaledQueue(entry.manifest, ratio) } : entry,
    );
  return { ...unit, objects };
}

type Quantities = { readonly [resource: string]: string };

function scaledFact(queue: QueueFact, ratio: number): QueueFact {
  return {
    ...queue,
    deserved: scaled(queue.deserved, ratio)!,
    guarantee: scaled(queue.guarantee, ratio),
    capability: scaled(queue.capability, ratio),
  };
}

function scaledQueue(manifest: Manifest, ratio: number): Manifest {
  const { deserved, capability, guarantee, ...spec } = manifest['spec'] as {
    readonly deserved?: Quantities;
    readonly capability?: Quantities;
    readonly guarantee?: { readonly resource?: Quantities };
  };
  return {
    ...manifest,
    spec: {
      ...spec,
      ...(deserved ? { deserved: scaled(deserved, ratio) } : {}),
      ...(capability ? { capability: scaled(capability, ratio) } : {}),
      ...(guarantee ? { guarantee: { resource: scaled(guarantee.resource, ratio) } } : {}),
    },
  };
}

/** Rounded down, so that children still fit into their parents. */
function scaled(quantities: Quantities | undefined, ratio: number): Quantities | undefined {
  if (!quantities || ratio === 1) return quantities;
  return Object.fromEntries(
    Object.entries(quantities).map(([resource, value]) => [
      resource,
      scaledQuantity(resource, quantity(value) * ratio),
    ]),
  );
}

function scaledQuantity(resource: string, value: number): string {
  if (resource === 'cpu') return `${Math.floor(value * 1000)}m`;
  return resource === 'memory' ? `${Math.floor(value / 2 ** 20)}Mi` : String(Math.floor(value));
}

function mustHoldAll(program: ClusterProgram, pool: PoolFact, queue: QueueFact): void {
  const capacity = pool.nodes * pool.devicesPerNode;
  const most = mostDevices(program, pool, queue, pool.deviceResource);
  if (most >= capacity) return;
  throw new CliFailure({
    code: 'AIC-8022',
    where: queue.path,
    what: 'the queue may not hold the whole pool, so a trace on it cannot be compared with the stock scheduler',
    got: `${most} of ${capacity} devices`,
    want: 'all of them: no capability below, and no guarantee of another queue',
    fix: 'Name another queue or pool with --queue and --pool.',
  });
}
