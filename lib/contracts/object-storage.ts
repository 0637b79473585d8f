import { IDependable } from 'constructs';
import { Duration } from '../units/duration';

/** Whose API an object storage speaks besides S3: its rules of lifecycle and its archive differ. */
export enum ObjectStorageKind {
  /** Tencent Cloud Object Storage. */
  COS = 'cos',
  /** Alibaba Object Storage Service. */
  OSS = 'oss',
  /** Baidu Object Storage. */
  BOS = 'bos',
  /** Amazon S3. */
  S3 = 's3',
  /** Another storage with an S3 API: Ceph, SeaweedFS, MinIO. */
  S3_COMPATIBLE = 's3-compatible',
}

/** One class of storage, and what reading from it asks for. */
export interface ObjectStorageClass {
  /** Name as the cloud spells it, for example `DEEP_ARCHIVE`. */
  readonly className: string;
  /**
   * How long a restore takes before the object can be read, at the usual speed.
   *
   * @default - none: objects are read at once
   */
  readonly restoreTime?: Duration;
  /**
   * How long the fastest restore takes.
   *
   * @default - there is no faster one
   */
  readonly expeditedRestoreTime?: Duration;
  /**
   * How long the cheapest restore takes.
   *
   * @default - there is no cheaper one
   */
  readonly bulkRestoreTime?: Duration;
  /**
   * The shortest time that is paid for, also when the object goes earlier.
   *
   * @default - none
   */
  readonly minimumStorage?: Duration;
}

/** What the object storage of a cloud has. */
export interface ObjectStorageFacts {
  /** Whose it is. */
  readonly kind: ObjectStorageKind;
  /** Its classes, from the dearest to keep to the cheapest. */
  readonly storageClasses: ObjectStorageClass[];
  /** Name of the class that an archive uses when none is given: it must be restored before it is read. */
  readonly archiveClass: string;
  /**
   * Name of the class for what is seldom read, and then at once.
   *
   * @default - there is none
   */
  readonly infrequentClass?: string;
}

/** Which keys of which Secret open a bucket. */
export interface BucketCredentials {
  /** Name of the Secret, in the namespace of what reads the bucket. */
  readonly secretName: string;
  /** Key of the access key id. */
  readonly accessKeyIdKey: string;
  /** Key of the secret access key. */
  readonly secretAccessKeyKey: string;
  /**
   * The only namespace that has the Secret.
   *
   * @default - whichever the bucket is read from
   */
  readonly namespace?: string;
}

/** A bucket, whoever makes it. */
export interface IBucket {
  /** Name of the bucket. May be a Terraform token. */
  readonly bucketName: string;
  /** Endpoint of its S3 API: a host, or a URL; undefined for that of the cluster's cloud. May be a Terraform token. */
  readonly bucketEndpoint?: string;
  /** Region that requests are signed for; undefined for that of the cloud. */
  readonly bucketRegion?: string;
  /** Whether the bucket is part of the path and not of the host; undefined for what the endpoint suggests. */
  readonly usePathStyle?: boolean;
  /** Whose storage it is; undefined for that of the cloud, or what the endpoint's name says. */
  readonly storageKind?: ObjectStorageKind;
  /**
   * Starts of the keys whose objects it archives or deletes by itself as they age: an empty one stands for all. Undefined
   * when nobody said.
   */
  readonly agedPrefixes?: string[];
  /** Credentials that come with it; undefined when they must be given. */
  readonly bucketCredentials?: BucketCredentials;
  /** The bucket is there. */
  readonly bucketReady: IDependable;
}
