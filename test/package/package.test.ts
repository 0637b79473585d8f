import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestOfPackage, Packed, Project, ROOT } from './project';

jest.setTimeout(600_000);

let packed: Packed;

beforeAll(() => {
  packed = new Packed();
});

afterAll(() => packed.remove());

describe('the tarball', () => {
  test.each([
    '.jsii',
    'API.md',
    'LICENSE',
    'README.md',
    'lib/core/blueprint.schema.json',
    'lib/delivery/raw-chart/Chart.yaml',
    'lib/delivery/raw-chart/templates/objects.yaml',
    'lib/index.d.ts',
    'lib/index.js',
    'node_modules/fast-json-patch/index.js',
    'node_modules/yaml/dist/index.js',
    'package.json',
  ])('holds %s', (file) => {
    expect(packed.files).toContain(file);
  });

  test('holds no tests, examples, scripts or command line program', () => {
    const foreign = packed.files.filter((file) => !/^(lib|node_modules\/(fast-json-patch|yaml))\/|^[^/]+$/.test(file));
    expect(foreign).toStrictEqual([]);
    expect(
      packed.files.filter((file) => /\.test\.|\.tsbuildinfo$|tsconfig|eslint|jest|^cdktf\.json$/.test(file)),
    ).toStrictEqual([]);
  });

  test('holds declarations and no sources of them', () => {
    expect(packed.files.filter((file) => /^lib\/.*(?<!\.d)\.ts$/.test(file))).toStrictEqual([]);
  });

  test('holds a program and a declaration for every source, and no others', () => {
    const programs = packed.files.filter((file) => /^lib\/.*\.js$/.test(file)).map((file) => file.replace(/\.js$/, ''));
    const declarations = packed.files
      .filter((file) => /^lib\/.*\.d\.ts$/.test(file))
      .map((file) => file.replace(/\.d\.ts$/, ''));
    expect(programs).toStrictEqual(declarations);
    for (const file of programs) expect(() => readFileSync(join(ROOT, `${file}.ts`))).not.toThrow();
  });
});

describe('peers', () => {
  test('are tested at their oldest in the repository', () => {
    const { peerDependencies, devDependencies } = manifestOfPackage();
    for (const [peer, range] of Object.entries<string>(peerDependencies)) {
      expect(`${peer} ${devDependencies[peer]}`).toBe(`${peer} ${/\d+\.\d+\.\d+/.exec(range)?.[0]}`);
    }
  });

  test('at their newest make the same of the shortest program, in JavaScript and TypeScript', () => {
    const { peerDependencies } = manifestOfPackage();
    const project = new Project({ dependencies: { ...peerDependencies, 'cdktf-ai-cloud': `file:${packed.tarball}` } });
    try {
      expect(project.versionOf('constructs').version).not.toBe('10.4.2');
      const read = project.synthesise('quickstart');
      const configuration = JSON.parse(read('stacks/quickstart/cdk.tf.json'));
      const blueprint = JSON.parse(read('stacks/quickstart/blueprint.json'));
      expect(Object.keys(configuration.resource.helm_release).length).toBe(blueprint.units.length);
      const { chart } = Object.values<any>(configuration.resource.helm_release).find((r) => r.repository === undefined);
      expect(read(`stacks/quickstart/${chart}/Chart.yaml`)).toContain('name: cdktf-ai-cloud-bundle');
      expect(read(`stacks/quickstart/${chart}/templates/objects.yaml`)).toContain('toJson');
      expect(project.compile('quickstart')).toStrictEqual([]);
    } finally {
      project.remove();
    }
  });
});
