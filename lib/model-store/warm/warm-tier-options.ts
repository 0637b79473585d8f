import { BucketAccess } from './bucket-access';
import { Bandwidth } from '../../units/bandwidth';

/** What is true of every warm tier. */
export interface WarmOptions {
  /**
   * Path that all models stand below.
   *
   * @default - none: they stand at the top
   */
  readonly pathPrefix?: string;

  /**
   * What all nodes together can read from it: what the account or the servers give. Times to warm up follow from it.
   *
   * @default - not known: nothing is said about times
   */
  readonly bandwidth?: Bandwidth;
}

/** How a bucket that something else describes is read. */
export interface WarmBucketOptions extends WarmOptions {
  /**
   * What opens it for servers and their caches. It need not write.
   *
   * @default - the credentials that come with the bucket; without any they must be given
   */
  readonly credentials?: BucketAccess;

  /**
   * What opens it for jobs that move, check and publish files: it may write.
   *
   * @default - the same as for servers
   */
  readonly jobCredentials?: BucketAccess;
}

/** How a bucket is reached. */
export interface WarmTierOptions extends WarmOptions {
  /** What opens it for servers and their caches. It need not write. */
  readonly credentials: BucketAccess;

  /**
   * What opens it for jobs that move, check and publish files: it may write.
   *
   * @default - the same as for servers
   */
  readonly jobCredentials?: BucketAccess;

  /**
   * Endpoint of the S3 API: a host, or a URL. A host is reached with TLS. May be a Terraform token.
   *
   * @default - the endpoint of the cluster's cloud and region; without one it must be given
   */
  readonly endpoint?: string;

  /**
   * Region that requests are signed for.
   *
   * @default - the region of the cloud with its own endpoint, else what the endpoint's name says
   */
  readonly region?: string;

  /**
   * Whether the bucket is part of the path (MinIO, Ceph) and not of the host (COS, OSS and AWS want it there).
   *
   * @default - false with the endpoint of a cloud, true with any other that is given
   */
  readonly usePathStyle?: boolean;
}

/** What opens the path of one tenant. */
export interface WarmTenantOptions {
  /**
   * What opens it for servers and their caches.
   *
   * @default - none, which only a file system does without
   */
  readonly credentials?: BucketAccess;

  /**
   * What opens it for jobs that move, check and publish files.
   *
   * @default - the same as for servers
   */
  readonly jobCredentials?: BucketAccess;
}

/** How a file system is read. */
export interface WarmFileSystemOptions extends WarmOptions {
  /**
   * Whether jobs may write to it. Servers never do.
   *
   * @default false
   */
  readonly writable?: boolean;
}
