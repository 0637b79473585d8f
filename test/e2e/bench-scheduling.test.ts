const { goalsOf, goalText } = jest.requireActual<any>('../bench/scheduling/goals');
const { syntheticTrace } = jest.requireActual<any>('../bench/scheduling/synthetic-trace');

interface Arm {
  readonly arm: string;
  readonly figures: Record<string, number>;
  readonly change?: { readonly mean: number; readonly longestWait: number };
}

const arm = (name: string, figures: Record<string, number>, change?: Arm['change']): Arm => ({
  arm: name,
  figures: { meanHours: 20, usefulWhileArriving: 0.85, usefulWhileWaiting: 0.9, stuck: 0, ...figures },
  change,
});

function goals(program: Arm, control: Arm = arm('stock-with-classes', {}), split: Arm = arm('program', {})): any[] {
  return goalsOf({ arms: [arm('stock', {}), control, program] }, { arms: [split] });
}

const GOOD = { mean: -0.24, longestWait: -0.5 };

test('the goals of scheduling are met by what was measured once, and the aim is told apart', () => {
  const met = goals(arm('program', {}, GOOD));
  expect(met.every((goal) => goal.met)).toBe(true);
  expect(goalText(met)).toMatch(/^met +mean completion .*: -24 %, want at most -20 %, aim -30 % not reached/);
});

test.each([
  ['a mean that is hardly better', arm('program', {}, { ...GOOD, mean: -0.19 }), undefined, undefined],
  ['a long wait', arm('program', {}, { ...GOOD, longestWait: -0.1 }), undefined, undefined],
  ['little useful allocation', arm('program', { usefulWhileArriving: 0.79 }, GOOD), undefined, undefined],
  ['a stuck job', arm('program', { stuck: 1 }, GOOD), undefined, undefined],
  ['a better control', arm('program', {}, GOOD), arm('stock-with-classes', { meanHours: 19 }), undefined],
  ['gangs in part', arm('program', {}, GOOD), undefined, arm('program', { usefulWhileWaiting: 0.78 })],
])('one goal of scheduling is not met with %s', (_, program, control, split) => {
  expect(goals(program, control, split).filter((goal) => !goal.met)).toHaveLength(1);
});

test('the trace that stands in for the real one has its sizes, and is the same every time', () => {
  const [header, ...lines] = syntheticTrace().trim().split('\n');
  expect(header).toBe('arrival,devices,duration');
  const jobs = lines.map((line: string) => line.split(',').map(Number));
  expect([1, 2, 4].map((size) => jobs.filter(([, devices]: number[]) => devices === size).length)).toStrictEqual([
    499, 33, 327,
  ]);
  const meanHours = jobs.reduce((sum: number, job: number[]) => sum + job[2]!, 0) / jobs.length / 3600;
  expect(Math.abs(meanHours / 11.7 - 1)).toBeLessThan(0.05);
  expect(syntheticTrace()).toBe(syntheticTrace());
});
