import { TerraformProvider, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';

/** What stands around the attributes of a resource. */
export interface CloudResourceOptions {
  readonly provider: TerraformProvider;
  /** Name of the resource in Terraform: the resources of one bucket share it, for each is of another type. */
  readonly logicalId: string;
  /** Whether Terraform refuses every plan that would destroy it. */
  readonly preventDestroy?: boolean;
  /** What the resource waits for without referring to it. */
  readonly dependsOn?: TerraformResource[];
}

/**
 * A resource of a cloud's provider. Its attributes are typed by hand, since no bindings of these providers are published
 * for all four clouds, and those of AWS alone have 37 MB.
 */
export abstract class CloudResource<T extends object> extends TerraformResource {
  protected constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    private readonly attributes: T,
    options: CloudResourceOptions,
  ) {
    super(scope, id, {
      terraformResourceType,
      provider: options.provider,
      ...(options.preventDestroy === true ? { lifecycle: { preventDestroy: true } } : {}),
      ...(options.dependsOn === undefined ? {} : { dependsOn: options.dependsOn }),
    });
    this.overrideLogicalId(options.logicalId);
  }

  protected synthesizeAttributes(): { [name: string]: unknown } {
    return Object.fromEntries(Object.entries(this.attributes));
  }
}

/** A resource that is a bucket, or that belongs to one and says to which. */
export abstract class BucketResource<T extends { bucket: string }> extends CloudResource<T> {
  /** Name of the bucket as a reference. Unlike `id`, a plan knows it before the bucket is there. */
  public get bucketReference(): string {
    return this.getStringAttribute('bucket');
  }
}
