import { Construct } from 'constructs';
import { BucketResource, CloudResourceOptions } from './cloud-resource';

/** One rule of `tencentcloud_cos_bucket`. COS enables every rule that is there. */
export interface CosLifecycleRule {
  readonly id: string;
  readonly filter_prefix?: string;
  readonly transition?: { days: number; storage_class: string }[];
  readonly expiration?: { days: number };
  readonly non_current_expiration?: { non_current_days: number };
  readonly abort_incomplete_multipart_upload?: { days_after_initiation: number };
}

/** What is set of `tencentcloud_cos_bucket`. */
export interface CosBucketAttributes {
  readonly bucket: string;
  readonly acl: 'private';
  readonly versioning_enable: boolean;
  readonly encryption_algorithm: 'AES256' | 'KMS' | 'SM4';
  readonly kms_id?: string;
  readonly lifecycle_rules?: CosLifecycleRule[];
  readonly tags?: { [key: string]: string };
}

/**
 * A bucket of Tencent COS.
 *
 * @see https://registry.terraform.io/providers/tencentcloudstack/tencentcloud/1.83.25/docs/resources/cos_bucket
 */
export class CosBucket extends BucketResource<CosBucketAttributes> {
  constructor(scope: Construct, id: string, attributes: CosBucketAttributes, options: CloudResourceOptions) {
    super(scope, id, 'tencentcloud_cos_bucket', attributes, options);
  }
}
