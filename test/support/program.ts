import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, LocalBackend, TerraformBackend, TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';

/** A program synthesised into a folder of its own. */
export class SynthesisedProgram {
  constructor(
    build: (app: App) => void,
    public readonly outdir: string = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-test-')),
  ) {
    this.rewrite(build);
  }

  /** Synthesises another version of the program into the same folder. */
  public rewrite(build: (app: App) => void): void {
    const app = new App({ outdir: this.outdir, stackTraces: false });
    build(app);
    for (const stack of app.node.children.filter(withoutBackend)) {
      new LocalBackend(stack as TerraformStack, { path: join(this.stackFolder(stack.node.id), 'terraform.tfstate') });
    }
    app.synth();
  }

  public stackFolder(stack: string): string {
    return join(this.outdir, 'stacks', stack);
  }

  public blueprint(stack: string): any {
    return JSON.parse(readFileSync(join(this.stackFolder(stack), 'blueprint.json'), 'utf8'));
  }

  public configuration(stack: string): any {
    return JSON.parse(readFileSync(join(this.stackFolder(stack), 'cdk.tf.json'), 'utf8'));
  }

  public replaceConfiguration(stack: string, configuration: unknown): void {
    writeFileSync(join(this.stackFolder(stack), 'cdk.tf.json'), JSON.stringify(configuration));
  }

  public remove(): void {
    rmSync(this.outdir, { recursive: true, force: true });
  }
}

/** The manifests of every bundle, in blueprint order. */
export function bundleManifests(blueprint: any): any[] {
  return blueprint.units.flatMap((unit: any) => unit.objects ?? []).map((object: any) => object.manifest);
}

/** cdktf itself would put the state into the folder that the tests run in. */
function withoutBackend(construct: IConstruct): boolean {
  return TerraformStack.isStack(construct) && !construct.node.children.some((c) => TerraformBackend.isBackend(c));
}
