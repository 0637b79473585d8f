import { Construct, IConstruct } from 'constructs';
import { ChartSource, IDeliverable, IDeliveryTarget, IDeliveryUnit } from './delivery-contract';
import { BUNDLE_BUDGET_BYTES, bundleJson, plainBundlePieces } from './private/bundle-content';
import { fail, prose } from './private/fail';
import { byKey, ChartValues, ManifestMember } from './private/manifest-member';
import { checkDnsLabel } from './private/names';
import { dependsOn } from './private/order';
import { Duration } from '../units/duration';
import { tokensOnly } from './private/terraform-json';
import { bindUnit, defaultReleaseName } from './private/unit';

/** Where a bundle goes and what it is called there. */
export interface BundleProps {
  /** The cluster. */
  readonly target: IDeliveryTarget;

  /**
   * Name of the Helm release: what `helm list` shows.
   *
   * @default - made of the construct path below the stack
   */
  readonly releaseName?: string;

  /**
   * Namespace that holds the release. It must exist before: a release cannot live in a namespace that it brings.
   *
   * @default - the cluster's release namespace
   */
  readonly releaseNamespace?: string;

  /**
   * Whether Terraform waits until workloads are ready, and on destroy until all objects are gone.
   *
   * Right for objects with finalizers, which their operator must still be there to remove. Readiness of many
   * workloads takes long to see: Helm looks at one after the other.
   *
   * @default false
   */
  readonly wait?: boolean;

  /**
   * How long Terraform waits at most until the Jobs of the bundle have completed, so that what follows finds what they
   * made. With Helm: other deliveries go on.
   *
   * @default - it does not wait for Jobs
   */
  readonly completeWithin?: Duration;
}

/**
 * Objects that are delivered together: one release, one unit of order, roll-back and ownership.
 *
 * Make many small bundles, one per noun the user knows. An object never moves between bundles as a program grows: with
 * Helm, moving one deletes it and makes it again.
 *
 * @example
 * import { Bundle, KubernetesObject, IDeliveryTarget } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: IDeliveryTarget;
 * const bundle = new Bundle(stack, 'Settings', { target: cluster });
 */
export class Bundle extends Construct implements IDeliveryUnit {
  /** The cluster it goes to. */
  public readonly target: IDeliveryTarget;
  /** Name of the Helm release, at most 53 characters. */
  public readonly releaseName: string;
  /** Namespace that holds the release. */
  public readonly releaseNamespace: string;
  /** Always undefined: a bundle is no chart. */
  public readonly chartSource?: ChartSource;
  /** Whether Terraform waits. */
  public readonly wait: boolean;
  /** How long Terraform waits for the API server at most, in seconds. */
  public readonly timeoutSeconds: number;
  /** Whether Terraform waits for Jobs to complete too. */
  public readonly waitForJobs: boolean;

  /** The objects in order, and the children that they were found among. */
  private known: { readonly children: IConstruct[]; readonly objects: IDeliverable[] } = { children: [], objects: [] };

  constructor(scope: Construct, id: string, props: BundleProps) {
    super(scope, id);
    this.target = props.target;
    this.waitForJobs = props.completeWithin !== undefined;
    this.wait = props.wait ?? this.waitForJobs;
    this.timeoutSeconds = props.completeWithin?.inSeconds ?? 300;
    this.releaseName = checkDnsLabel(this, 'releaseName', props.releaseName ?? defaultReleaseName(this), 53);
    this.releaseNamespace = checkDnsLabel(
      this,
      'releaseNamespace',
      props.releaseNamespace ?? props.target.releaseNamespace,
    );
    bindUnit(this);
  }

  /** Terraform addresses of what must be there before. */
  public dependsOn(): string[] {
    return dependsOn(this);
  }

  /** The objects, sorted by kind, namespace and name. */
  public objects(): IDeliverable[] {
    const { children } = this.node;
    const isKnown =
      children.length === this.known.children.length && children.every((c, i) => c === this.known.children[i]);
    if (!isKnown) this.known = { children, objects: inKeyOrder(children) };
    return [...this.known.objects];
  }

  /** The objects by kind and name, as values of the raw chart. Fails when they exceed what one release can hold. */
  public valuesJson(): string {
    const members = this._members();
    const json = bundleJson(this, members);
    this.checkSize([json], members.length);
    return json;
  }

  /** The Terraform tokens alone, for the pass in which cdktf looks for references to other stacks. */
  public tokensOnly(): string {
    return tokensOnly(this._members().flatMap((m) => m.tokens));
  }

  /** @internal */
  public _members(): ManifestMember[] {
    return this.objects().map((object) => object._member());
  }

  /** @internal */
  public _plainPieces(): string[] | undefined {
    const members = this._members();
    const pieces = plainBundlePieces(members);
    if (pieces !== undefined) this.checkSize(pieces, members.length);
    return pieces;
  }

  /** @internal */
  public _values(): ChartValues {
    return { values: {}, tokens: [] };
  }

  private checkSize(pieces: string[], objects: number): void {
    const bytes = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
    if (bytes > BUNDLE_BUDGET_BYTES) {
      throw fail(this, {
        code: 'AIC-1017',
        what: 'the bundle is too large for one Helm release',
        got: prose(`${bytes} bytes in ${objects} object${objects === 1 ? '' : 's'}`),
        want: `at most ${BUNDLE_BUDGET_BYTES} bytes`,
        fix: 'Split it by what its objects are for, or use a ShardedBundle from the start.',
      });
    }
  }
}

function inKeyOrder(children: IConstruct[]): IDeliverable[] {
  return children
    .filter((child): child is IDeliverable => '_member' in child)
    .map((object) => ({ object, key: object._member().key }))
    .sort(byKey)
    .map(({ object }) => object);
}
