import { parse } from 'yaml';
import { SchedulerPolicy } from '../../lib';
import { Gang, SchedulerBench } from './scheduler-bench';

/** The default configuration. */
export const MIXED = SchedulerPolicy.mixed().toYaml(['nvidia.com/gpu']);

/** Devices with the CPU and memory that go with them. */
export function gpus(count: number): { [resource: string]: string } {
  return { cpu: String(count * 4), memory: `${count * 8}Gi`, 'nvidia.com/gpu': String(count) };
}

/** The default configuration with one thing changed, as text. JSON is YAML. */
export function but(change: (configuration: any, plugin: (name: string) => any) => void): string {
  const configuration = parse(MIXED);
  change(configuration, (name) => configuration.tiers.flatMap((t: any) => t.plugins).find((p: any) => p.name === name));
  return JSON.stringify(configuration);
}

/** What the linter says of it. */
export function codesOf(text: string): string[] {
  return SchedulerPolicy.lint(text).map(({ code }) => code);
}

/** Two nodes of eight devices. */
export function twoNodes(): Promise<SchedulerBench> {
  const capacity = { cpu: '64', memory: '512Gi', pods: '110', 'nvidia.com/gpu': '8' };
  return SchedulerBench.start(['n0', 'n1'].map((name) => ({ name, capacity })));
}

/** Two replicas that their queue deserves devices for. */
export const CLAIM: Gang = { name: 'claim', queue: 'owner', pods: 2, asks: gpus(4), minMember: 1 };

const BORROWED: Gang = { name: 'borrowed', queue: 'lender', pods: 4, asks: gpus(4) };
const HALVES = { lender: { deserved: gpus(8) }, owner: { deserved: gpus(8) } };

/** One queue borrows all devices; says how many of the two pods run that their owner then starts. */
export async function reclaimed(
  bench: SchedulerBench,
  configuration: string,
  wanted: number,
  changes: { readonly claim?: Gang; readonly borrowed?: Gang; readonly queues?: { [name: string]: object } } = {},
): Promise<number> {
  const { claim = CLAIM, borrowed = BORROWED, queues = HALVES } = changes;
  await bench.restart(configuration);
  await bench.queues(queues);
  bench.gangs(borrowed);
  await bench.runs(borrowed.name, borrowed.pods);
  if (bench.nodesOf(borrowed.name).length !== borrowed.pods) throw new Error('the borrower does not run');
  bench.gangs(claim);
  if (wanted === claim.pods) return bench.runs(claim.name, wanted);
  await bench.runs(claim.name, wanted);
  return bench.stillRuns(claim.name);
}
