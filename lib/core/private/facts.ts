import { IConstruct } from 'constructs';

const FACTS = Symbol.for('cdktf-ai-cloud/facts');

/** Sections of the blueprint that pillars fill; the schema says what stands in each. */
export type FactSection =
  'clusters' | 'pools' | 'queues' | 'trainingJobs' | 'models' | 'endpoints' | 'agents' | 'images';

/** One entry of a section; `path` is the construct's unless the entry says another. */
export type FactEntry = Record<string, unknown>;

export interface Fact {
  readonly section: FactSection;
  readonly describe: () => FactEntry | FactEntry[];
}

/** Lets a construct say something about itself in the blueprint. Pulled when the blueprint is written. */
export function addFact(construct: IConstruct, section: FactSection, describe: Fact['describe']): void {
  const facts = factsOf(construct);
  if (facts.length === 0) Object.defineProperty(construct, FACTS, { value: facts });
  facts.push({ section, describe });
}

export function factsOf(construct: IConstruct): Fact[] {
  return (construct as unknown as Record<symbol, Fact[] | undefined>)[FACTS] ?? [];
}
