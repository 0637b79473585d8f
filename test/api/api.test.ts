import { assembly } from './assembly';

const types: any[] = Object.values(assembly().types);

/** The only places where the API takes or gives any plain data. */
const PLACES_OF_ANY = new Set([
  'ChartProps.values',
  'IManifestSource.toManifest()',
  'JsonPatch.add(value)',
  'JsonPatch.replace(value)',
  'KubernetesObjectProps.manifest',
]);

interface Member {
  readonly label: string;
  readonly type: any;
  readonly member: any;
  readonly isProperty: boolean;
}

/** Every property and method of every type; those that a class only takes over from an interface are told there. */
const members: Member[] = types.flatMap((type) => [
  ...(type.properties ?? []).map((member: any) => ({
    label: `${type.name}.${member.name}`,
    type,
    member,
    isProperty: true,
  })),
  ...(type.methods ?? []).map((member: any) => ({
    label: `${type.name}.${member.name}()`,
    type,
    member,
    isProperty: false,
  })),
]);

/** Every place of a type in a signature. */
function signatures(): { label: string; type: any }[] {
  const parameters = (label: string, callable: any): any[] =>
    (callable?.parameters ?? []).map((p: any) => ({ label: `${label.replace('()', '')}(${p.name})`, type: p.type }));
  return [
    ...members.flatMap(({ label, member, isProperty }) =>
      isProperty
        ? [{ label, type: member.type }]
        : [...parameters(label, member), ...(member.returns ? [{ label, type: member.returns.type }] : [])],
    ),
    ...types.flatMap((type) => parameters(`new ${type.name}`, type.initializer)),
  ];
}

test('there is an API to look at', () => {
  expect(types.map((type) => type.name)).toEqual(
    expect.arrayContaining(['Bundle', 'KubernetesObject', 'Delivery', 'Size']),
  );
});

test('every optional prop says what happens without it', () => {
  const silent = members.filter(({ type, member }) => type.datatype && member.optional && !member.docs?.default);
  expect(silent.map(({ label }) => label)).toStrictEqual([]);
});

test('every type and member says what it is for', () => {
  const silent = [
    ...types.filter((type) => !type.docs?.summary).map((type) => type.name),
    ...members.filter(({ member }) => !member.docs?.summary && !member.overrides).map(({ label }) => label),
    ...types.flatMap((type) =>
      (type.members ?? []).filter((m: any) => !m.docs?.summary).map((m: any) => `${type.name}.${m.name}`),
    ),
  ];
  expect(silent).toStrictEqual([]);
});

test('first lines are short', () => {
  const documented = [
    ...types.map((type) => [type.name, type.docs]),
    ...members.map(({ label, member }) => [label, member.docs]),
  ];
  const long = documented.filter(([, docs]) => docs?.summary?.length > 120);
  expect(long.map(([label]) => label)).toStrictEqual([]);
});

test('any plain data is taken and given in the named places only', () => {
  const places = signatures().filter(({ type }) => /"(primitive)":"any"/.test(JSON.stringify(type)));
  expect(places.map(({ label }) => label).sort()).toStrictEqual([...PLACES_OF_ANY].sort());
});

test('there are no unions and no raw JSON types', () => {
  const places = signatures().filter(({ type }) =>
    /"union"|"intersection"|"primitive":"json"/.test(JSON.stringify(type)),
  );
  expect(places.map(({ label }) => label)).toStrictEqual([]);
});

test('acronyms take one capital', () => {
  const shouting = members.filter(({ member }) => !member.const && /[A-Z]{3,}|[A-Z]{2,}s?$/.test(member.name));
  expect(shouting.map(({ label }) => label)).toStrictEqual([]);
});

test('interfaces start with I and structs do not', () => {
  const wrong = types.filter(
    (type) => type.kind === 'interface' && /^I[A-Z]/.test(type.name) === Boolean(type.datatype),
  );
  expect(wrong.map((type) => type.name)).toStrictEqual([]);
});

test('every public class has an example', () => {
  const without = types.filter((type) => type.kind === 'class' && !type.docs?.example);
  expect(without.map((type) => type.name)).toStrictEqual([]);
});

test('nothing of a provider or of cdktf stands in a signature, but for stacks', () => {
  const foreign = signatures().filter(({ type }) => /@cdktf\/provider|"cdktf\./.test(JSON.stringify(type)));
  expect(foreign.map(({ label }) => label)).toStrictEqual([]);
});

test('names that Python reserves are not used as members', () => {
  const reserved =
    /^(and|as|assert|async|await|class|def|del|elif|except|finally|from|global|if|import|in|is|lambda|not|or|pass|print|raise|return|try|while|with|yield|None|True|False)$/;
  expect(members.filter(({ member }) => reserved.test(member.name)).map(({ label }) => label)).toStrictEqual([]);
});
