import { join } from 'node:path';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { blueprintText, unitsOf } from './blueprint-content';
import { whenWritten } from './custom-synthesis';
import { checkStackOrder, inOrder } from './order';
import { closeUnit } from './registry';
import { writePieces } from './write-pieces';

const ID = 'CdktfAiCloudBlueprint';

/** Writes `blueprint.json` beside the stack's `cdk.tf.json`. One per stack, made with the first unit. */
export class BlueprintWriter extends Construct {
  public static ensure(stack: TerraformStack): void {
    if (stack.node.tryFindChild(ID) === undefined) new BlueprintWriter(stack);
  }

  private constructor(stack: TerraformStack) {
    super(stack, ID);
    this.node.addValidation({ validate: () => this.checkOrder(stack) });
    whenWritten(this, (folder) => this.write(stack, folder));
  }

  /** Names a circle before Terraform finds one. */
  private checkOrder(stack: TerraformStack): string[] {
    inOrder(unitsOf(stack));
    return [];
  }

  private write(stack: TerraformStack, folder: string): void {
    const units = unitsOf(stack);
    units.forEach(checkStackOrder);
    writePieces(join(folder, 'blueprint.json'), blueprintText(stack));
    units.forEach(closeUnit);
  }
}
