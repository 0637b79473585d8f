import { build } from './build';
import { problemsOfBlueprint, problemsOfTerraform } from './check';
import { Program } from './programs';
import { blueprintOf, terraformOf } from '../harness';

const PROGRAM: Program = {
  delivery: 'helm',
  cloud: 'generic',
  mirror: false,
  bundles: [{ id: 'A', objects: [{ id: 'O', name: 'o', namespace: 'apps', data: { a: 'b' }, token: true }] }],
  pools: [],
  queues: [],
  models: [],
  endpoints: [],
  jobs: [],
  agents: [],
};

function written(): { blueprint: any; terraform: any } {
  const stack = build(PROGRAM);
  return { blueprint: blueprintOf(stack), terraform: terraformOf(stack) };
}

const unitOf = (blueprint: any): any => blueprint.units.find((unit: any) => unit.path === 'test/A');
const metadataOf = (blueprint: any): any => unitOf(blueprint).objects[0].manifest.metadata;

test('the checks find nothing in what is right', () => {
  const { blueprint, terraform } = written();
  expect(problemsOfBlueprint(blueprint)).toStrictEqual([]);
  expect(problemsOfTerraform(terraform, blueprint, 'helm')).toStrictEqual([]);
});

test.each<[string, (blueprint: any) => void, RegExp]>([
  ['an unknown field', (b) => (b.surprise = 1), /^schema/],
  ['a token that is left', (b) => (unitOf(b).objects[0].manifest.data.a = '${TfToken[1]}'), /unresolved token/],
  ['a release name that is too long', (b) => (unitOf(b).releaseName = 'a'.repeat(54)), /release name a+$/],
  ['a release that is there twice', (b) => b.units.push(unitOf(b)), /^release twice/],
  ['an object that is there twice', (b) => unitOf(b).objects.push(unitOf(b).objects[0]), /^object twice/],
  ['a unit before what it waits for', (b) => b.units.reverse(), /stands before/],
  ['a namespace that is no label', (b) => (metadataOf(b).namespace = 'A'), /namespace A$/],
  ['a name that is too long', (b) => (metadataOf(b).name = 'a'.repeat(254)), /: name$/],
  ['a label key that is too long', (b) => (metadataOf(b).labels = { ['a'.repeat(64)]: 'b' }), /labels a+=b$/],
  ['a label value with a space', (b) => (metadataOf(b).labels = { a: 'b c' }), /labels a=b c$/],
])('the checks find %s in a blueprint', (_what, spoil, problem) => {
  const { blueprint } = written();
  spoil(blueprint);
  expect(problemsOfBlueprint(blueprint)).toContainEqual(expect.stringMatching(problem));
});

test.each<[string, (releases: any) => void, RegExp]>([
  ['a release that was lost', (releases) => delete releases.A, /logical ids met/],
  ['a dependency on nothing', (releases) => releases.A.depends_on.push('helm_release.gone'), /which is not there/],
  ['a token that is left', (releases) => (releases.A.name = '${TfToken[1]}'), /unresolved token/],
])('the checks find %s in a configuration', (_what, spoil, problem) => {
  const { blueprint, terraform } = written();
  spoil(terraform.resource.helm_release);
  expect(problemsOfTerraform(terraform, blueprint, 'helm')).toContainEqual(expect.stringMatching(problem));
});
