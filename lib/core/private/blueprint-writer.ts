import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ISynthesisSession, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { blueprintOf, unitsOf } from './blueprint-content';
import { checkStackOrder, inOrder } from './order';
import { closeUnit } from './registry';

/** cdktf looks for this on every construct; the symbol is the same in cdktn. */
const CUSTOM_SYNTHESIS = Symbol.for('cdktf/customSynthesis');
const ID = 'CdktfAiCloudBlueprint';

/** Writes `blueprint.json` beside the stack's `cdk.tf.json`. One per stack, made with the first unit. */
export class BlueprintWriter extends Construct {
  public static ensure(stack: TerraformStack): void {
    if (stack.node.tryFindChild(ID) === undefined) new BlueprintWriter(stack);
  }

  private constructor(stack: TerraformStack) {
    super(stack, ID);
    this.node.addValidation({ validate: () => this.checkOrder(stack) });
    Object.defineProperty(this, CUSTOM_SYNTHESIS, {
      value: { onSynthesize: (session: ISynthesisSession) => this.write(stack, session) },
    });
  }

  /** Names a circle before Terraform finds one. */
  private checkOrder(stack: TerraformStack): string[] {
    inOrder(unitsOf(stack));
    return [];
  }

  private write(stack: TerraformStack, session: ISynthesisSession): void {
    const units = unitsOf(stack);
    units.forEach(checkStackOrder);
    const { workingDirectory } = session.manifest.forStack(stack);
    const folder = join(session.outdir, workingDirectory);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'blueprint.json'), `${JSON.stringify(blueprintOf(stack), undefined, 1)}\n`);
    units.forEach(closeUnit);
  }
}
