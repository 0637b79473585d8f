import { Construct } from 'constructs';
import { BucketResource, CloudResourceOptions } from './cloud-resource';

/** One rule of `alicloud_oss_bucket`. */
export interface OssLifecycleRule {
  readonly id: string;
  readonly prefix?: string;
  readonly enabled: true;
  readonly transitions?: { days: number; storage_class: string }[];
  readonly expiration?: { days: number };
  readonly noncurrent_version_expiration?: { days: number };
  readonly abort_multipart_upload?: { days: number };
}

/**
 * What is set of `alicloud_oss_bucket`.
 *
 * Versions and encryption are told here: told by resources of their own, the bucket would want to undo them with every plan.
 */
export interface OssBucketAttributes {
  readonly bucket: string;
  readonly versioning: { status: 'Enabled' | 'Suspended' };
  readonly server_side_encryption_rule: { sse_algorithm: 'AES256' | 'KMS' | 'SM4'; kms_master_key_id?: string };
  readonly lifecycle_rule_allow_same_action_overlap?: true;
  readonly lifecycle_rule?: OssLifecycleRule[];
  readonly tags?: { [key: string]: string };
}

/**
 * A bucket of Alibaba OSS.
 *
 * @see https://registry.terraform.io/providers/aliyun/alicloud/1.289.0/docs/resources/oss_bucket
 */
export class OssBucket extends BucketResource<OssBucketAttributes> {
  constructor(scope: Construct, id: string, attributes: OssBucketAttributes, options: CloudResourceOptions) {
    super(scope, id, 'alicloud_oss_bucket', attributes, options);
  }
}

/** Who may open the bucket without a policy. The attribute of the bucket itself is deprecated since 1.220. */
export class OssBucketAcl extends BucketResource<{ bucket: string; acl: 'private' }> {
  constructor(scope: Construct, id: string, bucket: string, options: CloudResourceOptions) {
    super(scope, id, 'alicloud_oss_bucket_acl', { bucket, acl: 'private' }, options);
  }
}

/** Keeps rights of the public off the bucket, whoever gives them. */
export class OssPublicAccessBlock extends BucketResource<{ bucket: string; block_public_access: true }> {
  constructor(scope: Construct, id: string, bucket: string, options: CloudResourceOptions) {
    super(scope, id, 'alicloud_oss_bucket_public_access_block', { bucket, block_public_access: true }, options);
  }
}
