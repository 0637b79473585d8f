import { TerraformProvider, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';

/** What one resource of a per-object delivery needs. */
export interface ObjectResourceConfig {
  readonly type: string;
  readonly provider?: TerraformProvider;
  readonly attributes: () => { [name: string]: unknown };
  readonly dependsOn: () => string[];
}

/** A Terraform resource whose attributes and order are worked out when it renders. */
export class ObjectResource extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly config: ObjectResourceConfig,
  ) {
    super(scope, id, { terraformResourceType: config.type, provider: config.provider });
  }

  public toTerraform(): any {
    const addresses = this.config.dependsOn();
    this.dependsOn = addresses.length > 0 ? addresses : undefined;
    return super.toTerraform();
  }

  protected synthesizeAttributes(): { [name: string]: any } {
    return this.config.attributes();
  }
}
