import { Token } from 'cdktf';
import { fail } from '../../../core/private/fail';

export function checkBucketName(name: string): void {
  if (Token.isUnresolved(name) || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return;
  throw fail(undefined, {
    code: 'AIC-3004',
    what: 'the bucket has no S3 name',
    got: name,
    want: "3 to 63 of a-z, 0-9, '-' and '.', with a letter or digit at both ends",
    fix: "Write WarmTier.bucket('acme-models', …); paths go into pathPrefix and ModelSource.bucketPath().",
  });
}

export function checkEndpoint(endpoint: string | undefined): void {
  if (endpoint === undefined || Token.isUnresolved(endpoint)) return;
  if (!/^(https?:\/\/)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$/.test(endpoint)) {
    throw fail(undefined, {
      code: 'AIC-3005',
      what: 'the endpoint is no S3 endpoint',
      got: endpoint,
      want: 'host[:port], or a URL without a path',
      fix: "Write 'cos.ap-guangzhou.myqcloud.com'; the bucket is given by its name.",
    });
  }
}

export function checkRegion(region: string | undefined): void {
  if (region === undefined || Token.isUnresolved(region)) return;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(region)) {
    throw fail(undefined, {
      code: 'AIC-3006',
      what: 'the region is not usable',
      got: region,
      want: "a-z, 0-9 and '-'",
      fix: "Write for example 'us-east-1'.",
    });
  }
}
