import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

export const ROOT = join(__dirname, '..', '..');
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];

export function manifestOfPackage(): any {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
}

/** The library as it would be published: the files in it, and the tarball. */
export class Packed {
  public readonly folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-pack-'));
  public readonly files: string[];
  public readonly tarball: string;

  constructor() {
    if (!existsSync(join(ROOT, 'lib', 'index.js'))) {
      execFileSync(process.execPath, [join(ROOT, 'scripts', 'run.js'), 'build'], { cwd: ROOT });
    }
    const output = execFileSync(NPM, ['pack', '--json', '--ignore-scripts', '--pack-destination', this.folder], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const parsed = JSON.parse(output);
    const [report] = Array.isArray(parsed) ? parsed : Object.values<any>(parsed);
    this.files = report.files.map((file: any) => file.path).sort();
    this.tarball = join(this.folder, report.filename);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An empty project of a user, with npm only. */
export class Project {
  public readonly folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-project-'));

  constructor(manifest: object) {
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify({ name: 'project', private: true, ...manifest }));
    execFileSync(NPM, ['install', ...QUIET], { cwd: this.folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }

  public versionOf(name: string): { name: string; version: string } {
    return JSON.parse(readFileSync(join(this.folder, 'node_modules', name, 'package.json'), 'utf8'));
  }

  /** Runs a program of the repository's examples as plain JavaScript; returns what it wrote, by path. */
  public synthesise(example: string): (file: string) => string {
    const source = readFileSync(join(ROOT, 'examples', example, 'main.ts'), 'utf8');
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    writeFileSync(join(this.folder, 'main.js'), ts.transpileModule(source, { compilerOptions }).outputText);
    const outdir = join(this.folder, 'out');
    mkdirSync(outdir, { recursive: true });
    execFileSync(process.execPath, ['main.js'], {
      cwd: this.folder,
      env: { ...process.env, CDKTF_OUTDIR: outdir },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return (file) => readFileSync(join(outdir, file), 'utf8');
  }

  /** What the compiler says of an example in this project. */
  public compile(example: string): string[] {
    const file = join(this.folder, 'main.ts');
    writeFileSync(file, readFileSync(join(ROOT, 'examples', example, 'main.ts'), 'utf8'));
    const program = ts.createProgram([file], {
      module: ts.ModuleKind.CommonJS,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    });
    return ts.getPreEmitDiagnostics(program).map((d) => ts.flattenDiagnosticMessageText(d.messageText, ' '));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
