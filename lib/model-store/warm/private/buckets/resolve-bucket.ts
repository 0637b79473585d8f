import { CloudStorageKind } from './cloud-provider';

/** How objects are encrypted where they lie. */
export interface ResolvedEncryption {
  readonly kind: 'managed' | 'key' | 'sm4';
  readonly keyId?: string;
}

/** A lifecycle rule whose times are days. */
export interface ResolvedRule {
  readonly name: string;
  readonly prefix?: string;
  /** By age. */
  readonly transitions: { readonly days: number; readonly storageClass: string }[];
  readonly expireDays?: number;
  readonly expireOldVersionsDays?: number;
  readonly abortUploadsDays?: number;
}

/** A bucket with every default decided. */
export interface ResolvedObjectBucket {
  readonly kind: CloudStorageKind;
  /** May be a Terraform token. */
  readonly bucketName: string;
  readonly versioning: boolean;
  readonly encryption: ResolvedEncryption;
  /** Sorted by name. */
  readonly rules: ResolvedRule[];
  readonly tags: { readonly [key: string]: string };
}

/** Whether an object can be below the prefixes of both rules. */
export function prefixesMeet(a: ResolvedRule, b: ResolvedRule): boolean {
  const [p, q] = [a.prefix ?? '', b.prefix ?? ''];
  return p.startsWith(q) || q.startsWith(p);
}
