import { Construct } from 'constructs';
import { blueprintText } from './private/blueprint-content';
import { stackOf } from './private/registry';

/**
 * A stack as ordered data: what `blueprint.json` holds.
 *
 * @example
 * import { Blueprint } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * const json = Blueprint.of(stack).toJson();
 */
export class Blueprint {
  /** The blueprint of the construct's stack, as it would be written now. Writes nothing. */
  public static of(scope: Construct): Blueprint {
    return new Blueprint([...blueprintText(stackOf(scope))].join('').trimEnd());
  }

  private constructor(private readonly json: string) {}

  /** JSON text that fits the published schema. */
  public toJson(): string {
    return this.json;
  }
}
