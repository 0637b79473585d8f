import { keptAnnotations } from '../../../core/private/keep-policy';
import { Manifest } from '../../../core/private/manifest-member';

/** An object that asks an operator for a bucket, or for access to one. */
export interface BucketClaim {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly spec: Manifest;
  /** Whether it stays when its release goes. */
  readonly isKept: boolean;
}

export function claimObject({ apiVersion, kind, name, namespace, spec, isKept }: BucketClaim): Manifest {
  const manifest = { apiVersion, kind, metadata: { name, namespace }, spec };
  if (!isKept) return manifest;
  return { ...manifest, metadata: { name, namespace, annotations: keptAnnotations(manifest) } };
}
