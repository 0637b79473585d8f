import type { Unit } from '../blueprint/index.js';
import type { Installed } from './install.js';
import { resultOf } from './objects/result.js';
import type { UnitResult } from './objects/result.js';

/** Units installed at the same time when they need not wait for each other, as Terraform does. */
const AT_ONCE = 3;

/**
 * The units of a cluster, each installed after those it depends on. Others wait until the urgent ones are done, which
 * would share the machine with them: definitions of large kinds keep an API server busy for seconds.
 */
export class Installation {
  private readonly installed = new Map<string, Promise<Installed>>();
  private readonly finishers = new Map<
    string,
    { resolve: (installed: Installed) => void; reject: (error: unknown) => void }
  >();
  private readonly waiting: Unit[];
  private readonly done = new Set<string>();
  private running = 0;

  constructor(
    units: readonly Unit[],
    private readonly install: (unit: Unit) => Promise<Installed>,
    private readonly urgent: ReadonlySet<string>,
  ) {
    this.waiting = [...units];
    for (const { path } of units) {
      const promise = new Promise<Installed>((resolve, reject) => this.finishers.set(path, { resolve, reject }));
      promise.catch(() => undefined);
      this.installed.set(path, promise);
    }
  }

  /** Starts whatever can be started now. */
  proceed(): void {
    while (this.running < AT_ONCE) {
      const next = this.waiting.findIndex((unit) => this.isReady(unit));
      if (next < 0) return;
      void this.run(this.waiting.splice(next, 1)[0]!);
    }
  }

  /** Resolves when a unit is installed. */
  unit(path: string): Promise<Installed> {
    return this.installed.get(path)!;
  }

  private async run(unit: Unit): Promise<void> {
    this.running += 1;
    try {
      this.finishers.get(unit.path)!.resolve(await this.install(unit));
    } catch (error) {
      this.finishers.get(unit.path)!.reject(error);
    } finally {
      this.running -= 1;
      this.done.add(unit.path);
    }
    this.proceed();
  }

  private isReady({ path, dependsOn }: Unit): boolean {
    const mayRun = this.urgent.has(path) || [...this.urgent].every((urgent) => this.isDone(urgent));
    return mayRun && dependsOn.every((above) => this.isDone(above));
  }

  /** Units of other clusters, or of stacks that are not rehearsed, count as there. */
  private isDone(path: string): boolean {
    return this.done.has(path) || !this.installed.has(path);
  }
}

/** Some units and everything that they depend on, directly or not. */
export function withAncestors(units: readonly Unit[], paths: Iterable<string>): Set<string> {
  const byPath = new Map(units.map((unit) => [unit.path, unit]));
  const found = new Set<string>();
  const visit = (path: string): void => {
    const unit = byPath.get(path);
    if (!unit || found.has(path)) return;
    found.add(path);
    unit.dependsOn.forEach(visit);
  };
  for (const path of paths) visit(path);
  return found;
}

/** What became of a unit that broke off. */
export function mishap(unit: Unit, error: unknown): UnitResult {
  const reason = error instanceof Error ? error.message : String(error);
  const stand = {
    apiVersion: 'v1',
    kind: unit.kind === 'chart' ? 'Chart' : 'Bundle',
    metadata: { name: unit.releaseName },
  };
  return {
    path: unit.path,
    kind: unit.kind,
    release: `${unit.releaseNamespace}/${unit.releaseName}`,
    objects: [resultOf(stand, 'refused', { path: unit.path, reason: `could not be installed: ${reason}` })],
    notes: [],
    seconds: 0,
  };
}
