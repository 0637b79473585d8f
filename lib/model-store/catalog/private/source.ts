import { Token } from 'cdktf';
import { SecretKeySelector } from '../../../contracts/secret-key-selector';
import { IVolume } from '../../../contracts/volume';
import { fail } from '../../../core/private/fail';
import { WarmTier } from '../../warm/warm-tier';

/** What is brought into the bucket before it is used, and what pins it: undefined when only a version can. */
export type ImportSource = { readonly pin?: string } & (
  | { readonly kind: 'claim'; readonly volume: IVolume }
  | { readonly kind: 'hub'; readonly hub: Hub; readonly repository: string; readonly revision: string }
  | { readonly kind: 'image'; readonly reference: string; readonly path: string }
  | { readonly kind: 'object-storage'; readonly bucket: WarmTier; readonly path: string }
);

/** A site that has models. */
export type Hub = { readonly token?: SecretKeySelector } & (
  | { readonly site: 'hugging-face'; readonly endpoint?: string }
  | { readonly site: 'model-scope'; readonly domain?: string }
);

const COMMIT = /^[0-9a-f]{40}$/;
const TAG = /^v?[0-9]+(\.[0-9]+)*([-.][0-9A-Za-z]+)*$/;

export function checkRepository(site: string, repository: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,95}\/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/.test(repository)) return;
  throw fail(undefined, {
    code: 'AIC-3356',
    what: `${site} has no such repository`,
    got: repository,
    want: "owner and name, joined by '/'",
    fix: "Write for example 'Qwen/Qwen3-32B'.",
  });
}

/** Branches move: what they name today is another model tomorrow. Tags of ModelScope are what its older clients know. */
export function checkRevision(site: string, revision: string, takesTags: boolean): void {
  if (COMMIT.test(revision) || (takesTags && TAG.test(revision))) return;
  throw fail(undefined, {
    code: 'AIC-3357',
    what: `the revision of ${site} pins nothing`,
    got: revision,
    want: takesTags
      ? 'a commit of 40 hexadecimal digits, or a tag such as v1.0.2'
      : 'a commit of 40 hexadecimal digits',
    fix: 'Look the commit up in the history of the repository: a branch is another model tomorrow.',
  });
}

export function checkUrl(url: string): void {
  if (/^https?:\/\/[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?$/.test(url)) return;
  throw fail(undefined, {
    code: 'AIC-3358',
    what: 'the address of the site is not usable',
    got: url,
    want: 'scheme and host, without a path',
    fix: "Write endpoint: 'https://hf-mirror.com', or domain: 'www.modelscope.ai'.",
  });
}

export function checkDigest(reference: string): string {
  const [, digest] = /^[a-z0-9][^\s@]*@sha256:([0-9a-f]{64})$/.exec(reference) ?? [];
  if (digest === undefined) {
    throw fail(undefined, {
      code: 'AIC-3359',
      what: 'the image of the model is not pinned',
      got: reference,
      want: 'a reference with its digest',
      fix: 'A tag is another image tomorrow: write registry.acme.com/models/qwen3@sha256:….',
    });
  }
  return digest;
}

/** Bucket and path of `s3://bucket/path`, and of the other schemes that clouds use. */
export function parseObjectUrl(url: string): { readonly bucketName: string; readonly path: string } {
  const [, bucketName, path] = /^(?:bos|cos|oss|s3):\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  if (Token.isUnresolved(url) || bucketName === undefined) {
    throw fail(undefined, {
      code: 'AIC-3360',
      what: 'the source is no path of a bucket',
      got: url,
      want: 's3://, cos://, oss:// or bos://, then bucket and path, known at synthesis',
      fix: "Write for example 's3://research-models/qwen3-32b'.",
    });
  }
  return { bucketName, path };
}
