import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { assembly, ROOT } from './assembly';

jest.setTimeout(120_000);

/** Programs in documentation, by where they stand. */
function snippets(): Map<string, string> {
  const found = new Map<string, string>();
  const add = (place: string, docs: any): void => {
    if (docs?.example) found.set(place, docs.example);
  };
  for (const type of Object.values<any>(assembly().types)) {
    add(type.name, type.docs);
    for (const member of [...(type.properties ?? []), ...(type.methods ?? [])])
      add(`${type.name}.${member.name}`, member.docs);
  }
  for (const page of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].filter((file) =>
    existsSync(join(ROOT, file)),
  )) {
    const blocks = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```/gm)];
    blocks.forEach(([, program], i) => found.set(`${page}-${i + 1}`, withContext(program)));
  }
  return found;
}

/** Names that parts of a page take from the program they are parts of. */
const GIVEN: Record<string, string> = {
  app: "import('cdktf').App",
  stack: "import('cdktf').TerraformStack",
  cluster: 'library.AINativeCluster',
  gpus: 'library.Pool',
  research: 'library.IQueue',
  qwen: 'library.IModel',
  chat: 'library.IChatModel',
};

/** A part of a page without imports, as the program around it would compile it. */
function withContext(part: string): string {
  if (/^import /m.test(part)) return part;
  const uses = (name: string): boolean => new RegExp(`(?<![.'\\w])${name}(?!\\w)`).test(part);
  const isDeclared = (name: string): boolean => new RegExp(`(?:const|let|class) ${name}\\b`).test(part);
  const exported = Object.values<any>(assembly().types).map((type) => type.name);
  const imports = exported.filter((name) => uses(name) && !isDeclared(name));
  return [
    "import type * as library from 'cdktf-ai-cloud';",
    "import { App, TerraformStack } from 'cdktf';",
    "import { Construct } from 'constructs';",
    `import { ${imports.join(', ')} } from 'cdktf-ai-cloud';`,
    ...Object.entries(GIVEN)
      .filter(([name]) => uses(name) && !isDeclared(name))
      .map(([name, type]) => `declare const ${name}: ${type};`),
    part,
  ].join('\n');
}

/** What the compiler says of each program, as a user's project with the library installed. */
function problemsOf(programs: Map<string, string>): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    lib: ['lib.es2022.d.ts'],
    types: ['node'],
    strict: true,
    esModuleInterop: true,
    skipLibCheck: true,
    noEmit: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
    paths: { 'cdktf-ai-cloud': [join(ROOT, 'lib', 'index.ts')] },
  };
  const files = new Map([...programs].map(([place, text]) => [join(ROOT, 'test', 'api', `snippet ${place}.ts`), text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  host.readFile = (name) => files.get(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile.call(host, name, ...rest) : ts.createSourceFile(name, text, rest[0]);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file) as ts.SourceFile;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
      const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
      return `${file.slice(file.indexOf('snippet ') + 8, -3)}:${line + 1}: ${text}`;
    });
  });
}

test('every program in the documentation compiles', () => {
  const programs = snippets();
  expect(programs.size).toBeGreaterThan(10);
  expect(problemsOf(programs)).toStrictEqual([]);
});

test('a program with a typo would not', () => {
  const typo = "import { Size } from 'cdktf-ai-cloud';\nSize.gigabytes(1);";
  expect(problemsOf(new Map([['typo', typo]]))).toStrictEqual([
    "typo:2: Property 'gigabytes' does not exist on type 'typeof Size'.",
  ]);
});

test('examples use no arrow functions, which other languages cannot show', () => {
  const arrows = [...snippets()].filter(([place, text]) => !place.includes('.md') && text.includes('=>'));
  expect(arrows.map(([place]) => place)).toStrictEqual([]);
});
