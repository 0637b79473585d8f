import { Construct } from 'constructs';
import { Bundle } from './bundle';
import { IDeliveryTarget } from './delivery-contract';
import { fail } from './private/fail';
import { checkKnown, releaseName, spread } from './private/names';
import { defaultReleaseName } from './private/unit';

/** How many releases share the objects. */
export interface ShardedBundleProps {
  /** The cluster. */
  readonly target: IDeliveryTarget;

  /** Number of releases, 2 to 1,000. Changing it deletes objects and makes them again in other releases. */
  readonly shards: number;

  /**
   * Start of the release names; a number follows.
   *
   * @default - made of the construct path below the stack
   */
  readonly releaseName?: string;
}

/**
 * A fixed number of bundles for what outgrows one Helm release.
 *
 * An object's bundle follows from its own key alone, so that adding one never moves another.
 *
 * @example
 * import { ShardedBundle, KubernetesObject, IDeliveryTarget } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: IDeliveryTarget;
 * const users = new ShardedBundle(stack, 'Users', { target: cluster, shards: 8 });
 * new KubernetesObject(users.bundleFor('ada'), 'Ada', {
 *   manifest: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'ada', namespace: 'users' } },
 * });
 */
export class ShardedBundle extends Construct {
  /** All bundles, in order. */
  public readonly bundles: Bundle[];

  constructor(scope: Construct, id: string, props: ShardedBundleProps) {
    super(scope, id);
    if (!Number.isInteger(props.shards) || props.shards < 2 || props.shards > 1000) {
      throw fail(this, {
        code: 'AIC-1019',
        what: 'the number of shards is not usable',
        got: props.shards,
        want: 'a whole number from 2 to 1000',
        fix: 'One release holds about 200 objects of ordinary size.',
      });
    }
    const stem = props.releaseName ?? defaultReleaseName(this);
    this.bundles = Array.from({ length: props.shards }, (_, i) => {
      const name = `${stem}-${i}`;
      return new Bundle(this, `Shard${i}`, {
        target: props.target,
        releaseName: name.length <= 53 ? name : releaseName([stem, String(i)]),
      });
    });
  }

  /** The bundle for an object that is known by this key (its name, say). Always the same one. */
  public bundleFor(key: string): Bundle {
    checkKnown(this, 'the key of the object', key);
    return this.bundles[spread(key) % this.bundles.length];
  }
}
