import { Construct } from 'constructs';
import { BucketResource, CloudResourceOptions } from './cloud-resource';

/** One rule of `baiducloud_bos_bucket`: it does one thing at one age. */
export interface BosLifecycleRule {
  readonly id: string;
  readonly status: 'enabled';
  /** `bucket/prefix*`. */
  readonly resource: string[];
  /** An ISO 8601 span after the last write: `$(lastModified)+P7D`. */
  readonly condition: { time: { date_greater_than: string } };
  readonly action: {
    readonly name: 'Transition' | 'DeleteObject' | 'AbortMultipartUpload';
    readonly storage_class?: string;
  };
}

/** What is set of `baiducloud_bos_bucket`. */
export interface BosBucketAttributes {
  readonly bucket: string;
  readonly acl: 'private';
  readonly versioning_status: 'enabled' | 'suspended';
  readonly server_side_encryption_rule: 'AES256';
  readonly lifecycle_rule?: BosLifecycleRule[];
  readonly tags?: { [key: string]: string };
}

/**
 * A bucket of Baidu BOS.
 *
 * @see https://registry.terraform.io/providers/baidubce/baiducloud/1.23.5/docs/resources/bos_bucket
 */
export class BosBucket extends BucketResource<BosBucketAttributes> {
  constructor(scope: Construct, id: string, attributes: BosBucketAttributes, options: CloudResourceOptions) {
    super(scope, id, 'baiducloud_bos_bucket', attributes, options);
  }
}
