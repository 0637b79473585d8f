import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { ICluster } from '../../contracts/cluster';
import { fail, prose } from '../../core/private/fail';
import { WarmTier } from '../warm-tier';

/** A bucket as the cache engine needs it. */
export interface ResolvedWarm {
  /** `s3://bucket` and the path prefix, without a slash at the end. */
  readonly root: string;
  /** Options of the mount; a value may be a Terraform token. */
  readonly options: { [name: string]: string };
  readonly secretName: string;
  readonly accessKeyIdKey: string;
  readonly secretAccessKeyKey: string;
}

export function resolveWarm(scope: IConstruct, cluster: ICluster, warm: WarmTier): ResolvedWarm {
  const { objectStorageEndpoint, region: cloudRegion } = cluster.cloudFacts;
  const given = warm.endpoint ?? objectStorageEndpoint;
  if (given === undefined) {
    throw fail(scope, {
      code: 'AIC-3013',
      what: `the bucket ${warm.bucketName} has no endpoint`,
      got: prose(`none given, and the cloud ${cluster.cloudFacts.name} has none`),
      want: 'the endpoint of its S3 API',
      fix: "Write WarmTier.bucket('acme-models', { endpoint: 'minio.storage.svc:9000', … }).",
    });
  }
  const isCloud = warm.endpoint === undefined;
  const endpoint = Token.isUnresolved(given) || given.includes('://') ? given : `https://${given}`;
  const isPlain = endpoint.startsWith('http://');
  const region = warm.region ?? (isCloud ? cloudRegion : undefined);
  const usePathStyle = warm.usePathStyle ?? !isCloud;
  return {
    root: `s3://${warm.bucketName}${warm.pathPrefix === undefined ? '' : `/${warm.pathPrefix}`}`,
    options: {
      'alluxio.underfs.s3.disable.dns.buckets': String(usePathStyle),
      'alluxio.underfs.s3.endpoint': endpoint,
      ...(region === undefined ? {} : { 'alluxio.underfs.s3.endpoint.region': region }),
      // Object ACLs are asked for otherwise, which costs a request each and which most storages refuse.
      'alluxio.underfs.s3.inherit.acl': 'false',
      'alluxio.underfs.s3.secure.http.enabled': String(!isPlain),
    },
    secretName: warm.credentials.secretName,
    accessKeyIdKey: warm.credentials.accessKeyIdKey,
    secretAccessKeyKey: warm.credentials.secretAccessKeyKey,
  };
}
