import { TerraformProvider, TerraformStack } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { ObjectStorageKind } from '../../../../contracts/object-storage';
import { fail, prose } from '../../../../core/private/fail';

/** The storages whose buckets have a Terraform provider here. */
export type CloudStorageKind = Exclude<ObjectStorageKind, ObjectStorageKind.S3_COMPATIBLE>;

/** Where a provider comes from. The version is the one whose schema the tests hold. */
export interface ProviderRelease {
  /** Name of the provider in the configuration. */
  readonly name: string;
  readonly source: string;
  readonly version: string;
}

export const PROVIDERS: Readonly<Record<CloudStorageKind, ProviderRelease>> = {
  [ObjectStorageKind.COS]: { name: 'tencentcloud', source: 'tencentcloudstack/tencentcloud', version: '~> 1.83' },
  [ObjectStorageKind.OSS]: { name: 'alicloud', source: 'aliyun/alicloud', version: '~> 1.289' },
  [ObjectStorageKind.BOS]: { name: 'baiducloud', source: 'baidubce/baiducloud', version: '~> 1.23' },
  [ObjectStorageKind.S3]: { name: 'aws', source: 'hashicorp/aws', version: '~> 6.25' },
};

/** A provider that knows its region; who it is comes from the environment that Terraform runs in. */
class CloudProvider extends TerraformProvider {
  constructor(
    scope: Construct,
    id: string,
    release: ProviderRelease,
    private readonly region: string,
  ) {
    super(scope, id, {
      terraformResourceType: release.name,
      terraformProviderSource: release.source,
      terraformGeneratorMetadata: { providerName: release.name, providerVersionConstraint: release.version },
    });
  }

  public get alias(): string {
    return `buckets-${this.region}`;
  }

  protected synthesizeAttributes(): { [name: string]: unknown } {
    return { region: this.region };
  }
}

/** One provider per stack, cloud and region; made with the first bucket that needs it. */
export function cloudProvider(scope: IConstruct, kind: CloudStorageKind, region: string): TerraformProvider {
  const stack = TerraformStack.of(scope);
  const release = PROVIDERS[kind];
  const id = `CdktfAiCloudBuckets-${release.name}-${region}`;
  const existing = stack.node.tryFindChild(id);
  return (existing as TerraformProvider | undefined) ?? new CloudProvider(stack, id, release, region);
}

/** The provider that a user gave, when it is one and of this cloud. */
export function checkProvider(scope: IConstruct, kind: CloudStorageKind, given: IConstruct): TerraformProvider {
  const { name, source } = PROVIDERS[kind];
  const type = TerraformProvider.isTerraformProvider(given) ? given.terraformResourceType : undefined;
  if (TerraformProvider.isTerraformProvider(given) && type === name) return given;
  throw fail(scope, {
    code: 'AIC-3102',
    what: 'the provider is not the one of the bucket',
    got: prose(type === undefined ? `${given.node.path}, which is no Terraform provider` : `the provider ${type}`),
    want: `a TerraformProvider of ${source}`,
    fix: 'Give the provider of the cloud that the cluster runs in, or leave provider out.',
  });
}
