import { Ec2NodeClassOptions } from './ec2-node-class-options';
import { fail } from '../../core/private/fail';

/** A kind of node class, as its provider calls it. */
export interface NodeClassReference {
  /** API group, for example `eks.amazonaws.com`. */
  readonly group: string;
  /** Kind, for example `NodeClass`. */
  readonly kind: string;
  /** Name. */
  readonly name: string;
}

/**
 * What the nodes of a pool are made of: a node class that exists, or an EC2NodeClass that is made.
 *
 * @example
 * import { KarpenterNodeClass } from 'cdktf-ai-cloud';
 *
 * const nodeClass = KarpenterNodeClass.existing({ group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'gpu' });
 */
export class KarpenterNodeClass {
  /** One that is there, of any provider. */
  public static existing(reference: NodeClassReference): KarpenterNodeClass {
    return new KarpenterNodeClass(reference, undefined);
  }

  /** An EC2NodeClass of the pool's own. */
  public static ec2(options: Ec2NodeClassOptions): KarpenterNodeClass {
    if (!/^[a-z0-9]+@(?!latest$).+$/.test(options.amiAlias)) {
      throw fail(undefined, {
        code: 'AIC-2064',
        what: 'the image of the nodes is not pinned',
        got: options.amiAlias,
        want: 'a family and a version, for example al2023@v20260801',
        fix: 'Name the version: with latest, each new image replaces every node, and ends the gangs on them.',
      });
    }
    return new KarpenterNodeClass(undefined, options);
  }

  private constructor(
    /** The class that is there; undefined when one is made. */
    public readonly reference?: NodeClassReference,
    /** What is made; undefined when the class is there. */
    public readonly ec2Options?: Ec2NodeClassOptions,
  ) {}
}
