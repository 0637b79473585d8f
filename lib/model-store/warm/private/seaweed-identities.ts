import { shortHash } from '../../../core/private/names';

/** A key of a Secret, as SeaweedFS's gateways get it. */
interface GrantedSecret {
  readonly secretName: string;
  readonly accessKeyIdKey: string;
  readonly secretAccessKeyKey: string;
}

/** What the holder of a key may do with a bucket. */
export interface Grant {
  readonly bucketName: string;
  readonly credentials: GrantedSecret;
  readonly canWrite: boolean;
  /** All of the bucket when there is none. */
  readonly pathPrefix?: string;
}

/** All that one key may do. SeaweedFS refuses a key in two identities. */
export interface ResolvedIdentity {
  readonly secret: GrantedSecret;
  /** Variables of the gateways' environment. */
  readonly variables: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly actions: readonly string[];
}

export function grantsOf(grants: readonly Grant[]): ResolvedIdentity[] {
  const bySecret = new Map<string, Grant[]>();
  for (const grant of grants) {
    const { secretName, accessKeyIdKey, secretAccessKeyKey } = grant.credentials;
    const key = JSON.stringify([secretName, accessKeyIdKey, secretAccessKeyKey]);
    bySecret.set(key, [...(bySecret.get(key) ?? []), grant]);
  }
  return [...bySecret]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, [first, ...more]]) => {
      const variable = `S3_${shortHash(key).toUpperCase()}`;
      return {
        secret: first!.credentials,
        variables: { accessKeyId: `${variable}_ID`, secretAccessKey: `${variable}_KEY` },
        actions: [...new Set([first!, ...more].flatMap(actionsOf))].sort(),
      };
    });
}

/** Listing is judged by the prefix that is asked for, everything else by the whole path of the object. */
function actionsOf({ bucketName, canWrite, pathPrefix }: Grant): string[] {
  const allowed = ['Read', 'List', ...(canWrite ? ['Tagging', 'Write'] : [])];
  return allowed.map((action) => `${action}:${bucketName}${pathPrefix === undefined ? '' : `/${pathPrefix}/*`}`);
}

/** The file that the gateways read. They fill in `${…}` from their environment, and drop a key that is not there. */
export function identityConfig(identities: readonly ResolvedIdentity[]): string {
  return JSON.stringify(
    {
      identities: identities.map(({ secret, variables, actions }) => ({
        name: variables.accessKeyId.replace(
          /^S3_(.*)_ID$/,
          (_, hash: string) => `${secret.secretName}-${hash.toLowerCase()}`,
        ),
        credentials: [{ accessKey: `\${${variables.accessKeyId}}`, secretKey: `\${${variables.secretAccessKey}}` }],
        actions,
      })),
    },
    undefined,
    2,
  );
}
