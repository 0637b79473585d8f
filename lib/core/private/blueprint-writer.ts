import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ISynthesisSession, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { blueprintText, unitsOf } from './blueprint-content';
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
    writePieces(join(folder, 'blueprint.json'), blueprintText(stack));
    units.forEach(closeUnit);
  }
}

/** The file is whole or it is not there. */
function writePieces(path: string, pieces: Iterable<string>): void {
  const part = `${path}.part`;
  const file = openSync(part, 'w');
  try {
    for (const piece of pieces) writeSync(file, piece);
    writeSync(file, '\n');
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}
