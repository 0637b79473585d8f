import fc from 'fast-check';
import { build } from './build';
import { problemsOfBlueprint, problemsOfTerraform } from './check';
import { MISTAKEN } from './mistakes';
import { Program, SOUND } from './programs';
import { blueprintOf, terraformOf } from '../harness';

jest.setTimeout(180_000);

/** Fixed, so that a run says the same tomorrow. Another number looks at other programs. */
const SEED = 20261124;
const SECTIONS = ['pools', 'queues', 'models', 'endpoints', 'trainingJobs', 'agents'];

interface Written {
  readonly blueprint: any;
  readonly terraform: any;
}

/** What a program writes, or the code it is refused with. Everything else is thrown: it is a bug. */
function outcomeOf(program: Program): Written | string {
  try {
    const stack = build(program);
    return { blueprint: blueprintOf(stack), terraform: terraformOf(stack) };
  } catch (error) {
    return codeOf(error);
  }
}

/**
 * What constructs says of ids that the user chose: two of one kind, an empty one, and `constructor`, which every
 * JavaScript object has as a member. Names that are given to `add()` are the library's to refuse.
 */
const OF_CONSTRUCTS =
  /^Only root constructs may have an empty ID$|^There is already a Construct with name ('constructor' in|.* in (Bundle|TerraformStack) \[(?!Resource|Foundation|Gateway))/s;

/** Refusals of the library carry a code; those that cdktf collects as validations carry it in their line. */
function codeOf(error: any): string {
  if (error.name === 'AiCloudError' && /^AIC-[0-9]{4}$/.test(error.code)) return error.code;
  if (OF_CONSTRUCTS.test(error.message)) return 'constructs';
  const collected = /^Validation failed with the following errors:\s+(?:\[[^\n]*\] )?(AIC-[0-9]{4})/.exec(
    error.message,
  );
  if (collected === null) throw error;
  return collected[1];
}

/** Runs programs; says how many wrote each section, and with which codes the others were refused. */
function run(
  programs: fc.Arbitrary<Program>,
  numRuns: number,
): { wrote: Record<string, number>; refused: Set<string> } {
  const wrote: Record<string, number> = { programs: 0 };
  const refused = new Set<string>();
  fc.assert(
    fc.property(programs, (program) => {
      const outcome = outcomeOf(program);
      if (typeof outcome === 'string') {
        refused.add(outcome);
        return;
      }
      const { blueprint, terraform } = outcome;
      wrote.programs += 1;
      for (const section of SECTIONS) if (blueprint[section].length > 0) wrote[section] = (wrote[section] ?? 0) + 1;
      expect(problemsOfBlueprint(blueprint)).toStrictEqual([]);
      expect(problemsOfTerraform(terraform, blueprint, program.delivery)).toStrictEqual([]);
    }),
    { seed: SEED, numRuns },
  );
  return { wrote, refused };
}

test('a sound random program is written whole, and all pillars have their share of them', () => {
  const { wrote } = run(SOUND, 50);
  expect(wrote.programs).toBeGreaterThan(40);
  // A property that never reaches a pillar says nothing about it.
  expect(SECTIONS.filter((section) => (wrote[section] ?? 0) < 8)).toStrictEqual([]);
});

test('a random program with a mistake is refused with a code or written whole', () => {
  const { wrote, refused } = run(MISTAKEN, 70);
  expect(wrote.programs).toBeGreaterThan(10);
  expect(refused.size).toBeGreaterThan(8);
});

test('a random program writes the same bytes twice', () => {
  fc.assert(
    fc.property(SOUND, (program) => {
      expect(JSON.stringify(outcomeOf(program))).toBe(JSON.stringify(outcomeOf(program)));
    }),
    { seed: SEED + 1, numRuns: 10 },
  );
});

test('a random program does not show the order in which independent parts were added', () => {
  const reversed = (program: Program): Program => ({
    ...program,
    bundles: [...program.bundles].reverse().map(({ id, objects }) => ({ id, objects: [...objects].reverse() })),
    queues: [...program.queues].reverse(),
    jobs: [],
    agents: [...program.agents].reverse().map((agent) => ({ ...agent, tools: [...agent.tools].reverse() })),
  });
  const blueprintText = (program: Program): string => {
    const outcome = outcomeOf(program);
    return typeof outcome === 'string' ? outcome : JSON.stringify(outcome.blueprint);
  };
  fc.assert(
    fc.property(SOUND, (program) => {
      expect(blueprintText(reversed(program))).toBe(blueprintText({ ...program, jobs: [] }));
    }),
    { seed: SEED + 2, numRuns: 10 },
  );
});
