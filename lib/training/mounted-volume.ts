import { DependencyGroup, IDependable } from 'constructs';
import { IVolume } from '../contracts/volume';
import { checkDnsLabel, isDnsSubdomain } from '../core/private/names';
import { fail } from '../core/private/fail';

/** A volume and where pods see it. */
export interface MountedVolume {
  /** Data, a model, or a place for checkpoints. */
  readonly volume: IVolume;

  /** Where it is mounted. */
  readonly mountPath: string;
}

/** How a claim is used. */
export interface ClaimVolumeOptions {
  /** Namespace of the claim. Pods that mount it live there. */
  readonly namespace: string;

  /**
   * Path below the root of the claim.
   *
   * @default - its root
   */
  readonly path?: string;

  /**
   * Whether it can only be read.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/**
 * A PersistentVolumeClaim that exists, with data or room for checkpoints.
 *
 * @example
 * import { ClaimVolume } from 'cdktf-ai-cloud';
 *
 * const corpus = ClaimVolume.named('corpus', { namespace: 'research', readOnly: true });
 */
export class ClaimVolume implements IVolume {
  /** A claim by its name. */
  public static named(claimName: string, options: ClaimVolumeOptions): ClaimVolume {
    checkDnsLabel(undefined, 'the namespace of the claim', options.namespace);
    const path = options.path ?? '';
    if (!isDnsSubdomain(claimName) || path.startsWith('/') || path.split('/').includes('..')) {
      throw fail(undefined, {
        code: 'AIC-2215',
        what: 'the claim is not usable',
        got: { claimName, path },
        want: 'the name of a PersistentVolumeClaim and a path below its root, without .. and without a / in front',
        fix: "For example ClaimVolume.named('corpus', { namespace: 'research', path: 'tokenised/v2' }).",
      });
    }
    return new ClaimVolume(claimName, options.namespace, path, options.readOnly ?? false);
  }

  /** Labels that pods carry to be placed where it is near: none. */
  public readonly podLabels: { [key: string]: string } = {};
  /** The claim exists already. */
  public readonly ready: IDependable = new DependencyGroup();

  private constructor(
    /** Name of the claim. */
    public readonly claimName: string,
    /** Its namespace. */
    public readonly namespace: string,
    /** Path below its root; empty for the root. */
    public readonly pathInClaim: string,
    /** Whether it can only be read. */
    public readonly readOnly: boolean,
  ) {}
}
