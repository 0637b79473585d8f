import { Construct } from 'constructs';
import { BucketResource, CloudResourceOptions } from './cloud-resource';

/** What is set of `aws_s3_bucket`. All else of a bucket are resources of their own. */
export interface S3BucketAttributes {
  readonly bucket: string;
  readonly tags?: { [key: string]: string };
}

/**
 * A bucket of Amazon S3.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/s3_bucket
 */
export class S3Bucket extends BucketResource<S3BucketAttributes> {
  constructor(scope: Construct, id: string, attributes: S3BucketAttributes, options: CloudResourceOptions) {
    super(scope, id, 'aws_s3_bucket', attributes, options);
  }
}

/** What is set of `aws_s3_bucket_versioning`. */
export interface S3VersioningAttributes {
  readonly bucket: string;
  readonly versioning_configuration: { status: 'Enabled' | 'Suspended' };
}

/** Whether old versions are kept. */
export class S3BucketVersioning extends BucketResource<S3VersioningAttributes> {
  constructor(scope: Construct, id: string, attributes: S3VersioningAttributes, options: CloudResourceOptions) {
    super(scope, id, 'aws_s3_bucket_versioning', attributes, options);
  }
}

/** What is set of `aws_s3_bucket_server_side_encryption_configuration`. */
export interface S3EncryptionAttributes {
  readonly bucket: string;
  readonly rule: {
    readonly apply_server_side_encryption_by_default: {
      sse_algorithm: 'AES256' | 'aws:kms';
      kms_master_key_id?: string;
    };
    /** One request to KMS for many objects. */
    readonly bucket_key_enabled?: true;
  };
}

/** How objects are encrypted. */
export class S3BucketEncryption extends BucketResource<S3EncryptionAttributes> {
  constructor(scope: Construct, id: string, attributes: S3EncryptionAttributes, options: CloudResourceOptions) {
    super(scope, id, 'aws_s3_bucket_server_side_encryption_configuration', attributes, options);
  }
}

/** Keeps rights of the public off the bucket, whoever gives them. */
export class S3PublicAccessBlock extends BucketResource<{ bucket: string }> {
  constructor(scope: Construct, id: string, bucket: string, options: CloudResourceOptions) {
    const attributes = {
      bucket,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    };
    super(scope, id, 'aws_s3_bucket_public_access_block', attributes, options);
  }
}

/** Objects belong to the owner of the bucket, and access lists are off. */
export class S3OwnershipControls extends BucketResource<{ bucket: string }> {
  constructor(scope: Construct, id: string, bucket: string, options: CloudResourceOptions) {
    const attributes = { bucket, rule: { object_ownership: 'BucketOwnerEnforced' } };
    super(scope, id, 'aws_s3_bucket_ownership_controls', attributes, options);
  }
}

/** One rule of `aws_s3_bucket_lifecycle_configuration`. */
export interface S3LifecycleRule {
  readonly id: string;
  readonly status: 'Enabled';
  /** Empty for all objects. */
  readonly filter: { prefix?: string };
  readonly transition?: { days: number; storage_class: string }[];
  readonly expiration?: { days: number };
  readonly noncurrent_version_expiration?: { noncurrent_days: number };
  readonly abort_incomplete_multipart_upload?: { days_after_initiation: number };
}

/** What the bucket does by itself with objects as they age. */
export class S3BucketLifecycle extends BucketResource<{ bucket: string; rule: S3LifecycleRule[] }> {
  constructor(scope: Construct, id: string, bucket: string, rule: S3LifecycleRule[], options: CloudResourceOptions) {
    super(scope, id, 'aws_s3_bucket_lifecycle_configuration', { bucket, rule }, options);
  }
}
