import type { Blueprint, ClusterFact, Unit } from '../../blueprint/index.js';
import type { ControlPlane, Manifest } from '../../control-plane/index.js';
import type { ApplyContext } from '../objects/apply.js';
import type { PodWatch } from './pod-watch.js';

/** One thing that was looked at, and how it was. */
export interface Check {
  readonly text: string;
  readonly held: boolean;
}

/** How a scenario ended. */
export interface ScenarioResult {
  readonly name: string;
  readonly state: 'held' | 'failed' | 'skipped';
  /** One line with the measured numbers, or the reason for skipping. */
  readonly summary: string;
  readonly checks: readonly Check[];
  /** Numbers by name; times in seconds. */
  readonly measured: { readonly [name: string]: number };
  readonly seconds: number;
}

/** The facts of one cluster, from all stacks of the program. */
export interface ClusterProgram {
  readonly path: string;
  readonly cluster?: ClusterFact;
  readonly deliveries: readonly string[];
  readonly pools: Blueprint['pools'];
  readonly queues: Blueprint['queues'];
  readonly trainingJobs: Blueprint['trainingJobs'];
  readonly endpoints: Blueprint['endpoints'];
  readonly units: readonly Unit[];
}

/** What scenarios play with. */
export interface ScenarioContext extends ApplyContext {
  readonly controlPlane: ControlPlane;
  readonly program: ClusterProgram;
  readonly watch: PodWatch;
  /** Finds an object that the program brings. */
  readonly find: (matches: (manifest: Manifest) => boolean) => Manifest | undefined;
  /** One short line about what happens now. */
  readonly tell: (text: string) => void;
  /** Something else to do before a silent node is fenced. */
  readonly whileSilent?: () => Promise<void>;
}

/** A situation that is played with the real scheduler. */
export interface Scenario {
  readonly name: string;
  /** What it shows, as a sentence. */
  readonly title: string;
  /** The program's own training jobs must have left. */
  readonly needsPool: boolean;
  /** Everything that the program brings must be installed before. @default false */
  readonly afterInstallation?: boolean;
  play(context: ScenarioContext, record: Record): Promise<void>;
}

/** Thrown by a scenario that the program has no data for. */
export class Skip extends Error {}

/** Collects what a scenario sees. */
export class Record {
  readonly checks: Check[] = [];
  readonly measured: { [name: string]: number } = {};
  readonly parts: string[] = [];

  /** Notes whether something held; tells it back. */
  check(held: boolean, text: string): boolean {
    this.checks.push({ text, held });
    return held;
  }

  /** Keeps a number for the report. */
  measure(name: string, value: number): void {
    this.measured[name] = Math.round(value * 10) / 10;
  }

  /** A part of the one line that sums the scenario up. */
  say(part: string): void {
    this.parts.push(part);
  }
}

/** Plays a scenario; it fails when a check does not hold or it breaks off. */
export async function playScenario(scenario: Scenario, context: ScenarioContext): Promise<ScenarioResult> {
  const started = Date.now();
  const record = new Record();
  const end = (state: ScenarioResult['state'], summary: string): ScenarioResult => ({
    name: scenario.name,
    state,
    summary,
    checks: record.checks,
    measured: record.measured,
    seconds: (Date.now() - started) / 1000,
  });
  try {
    await scenario.play(context, record);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof Skip) return end('skipped', error.message);
    record.check(false, error instanceof Error ? error.message : String(error));
  }
  const failed = record.checks.filter(({ held }) => !held);
  if (failed.length === 0) return end('held', record.parts.join(', '));
  return end('failed', failed.map(({ text }) => text).join('; '));
}

/** Seconds as text with one decimal. */
export function inSeconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
