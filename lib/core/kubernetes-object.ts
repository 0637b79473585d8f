import { Construct } from 'constructs';
import { Bundle } from './bundle';
import { IDeliverable } from './delivery-contract';
import { JsonPatch } from './json-patch';
import { IManifestSource } from './manifest-source';
import { memberJson } from './private/bundle-content';
import { fail } from './private/fail';
import { ManifestContent } from './private/manifest-content';
import { Manifest, ManifestMember } from './private/manifest-member';
import { checkKnown } from './private/names';
import { patched } from './private/patch';
import { assertOpen, claimObject } from './private/registry';
import { tokensOnly } from './private/terraform-json';

/** What one Kubernetes object is. */
export interface KubernetesObjectProps {
  /**
   * The manifest: a plain object with apiVersion, kind and metadata.name.
   *
   * Values may be Terraform tokens; keys, names and the namespace may not. With `source`, only the identity counts.
   *
   * Give every object of a namespace its `metadata.namespace`: without it each delivery takes another one. Kinds of
   * Kubernetes and of the operators in this library are refused without; of others only you know.
   */
  readonly manifest: any;

  /**
   * Gives the content when the object is written, for content that grows.
   *
   * @default - the manifest is the content
   */
  readonly source?: IManifestSource;
}

/**
 * One Kubernetes object of a bundle.
 *
 * A plain construct and no Terraform resource, so that thousands of them cost little; the bundle is the resource.
 *
 * @example
 * import { Bundle, KubernetesObject } from 'cdktf-ai-cloud';
 *
 * declare const bundle: Bundle;
 * new KubernetesObject(bundle, 'Settings', {
 *   manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'ml' }, data: { mode: 'fast' } },
 * });
 */
export class KubernetesObject extends Construct implements IDeliverable {
  /** For example `apps/v1`. */
  public readonly apiVersion: string;
  /** For example `Deployment`. */
  public readonly kind: string;
  /** `metadata.name`. */
  public readonly objectName: string;
  /** `metadata.namespace`; undefined for objects of the whole cluster. */
  public readonly objectNamespace?: string;

  private readonly bundle: Bundle;
  private readonly source?: IManifestSource;
  private latePatches?: JsonPatch[];
  private content: ManifestContent;

  constructor(scope: Bundle, id: string, props: KubernetesObjectProps) {
    super(scope, id);
    this.bundle = scope;
    assertOpen(scope);
    checkKnown(this, 'the id of the object', id);
    this.content = ManifestContent.of(this, props.manifest);
    this.source = props.source;
    const { apiVersion, kind, metadata } = props.manifest as Manifest;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.objectName = metadata.name;
    this.objectNamespace = metadata.namespace;
    claimObject(this, scope.target, this.content.key);
    scope.target.delivery.bindObject(scope, this);
  }

  /**
   * Changes what is written. The escape hatch for a field that no prop reaches.
   *
   * Fails at once when the path does not fit (for an object with a `source`, when it is written).
   */
  public patch(...patches: JsonPatch[]): void {
    assertOpen(this.bundle);
    if (this.source !== undefined) {
      this.latePatches = [...(this.latePatches ?? []), ...patches];
      return;
    }
    this.content = this.same(patched(this, this.content.manifest, patches));
  }

  /** The manifest as JSON in a Terraform string: literal `${` and `%{` escaped, tokens as expressions. */
  public terraformJson(): string {
    return memberJson(this, this._member());
  }

  /** The Terraform tokens alone, for the pass in which cdktf looks for references to other stacks. */
  public tokensOnly(): string {
    return tokensOnly(this._member().tokens);
  }

  /** @internal */
  public _member(): ManifestMember {
    if (this.source === undefined) return this.content;
    return this.same(patched(this, this.source.toManifest() as Manifest, this.latePatches ?? []));
  }

  private same(manifest: unknown): ManifestContent {
    const content = ManifestContent.of(this, manifest);
    if (content.key !== this.content.key) {
      throw fail(this, {
        code: 'AIC-1016',
        what: 'the object became another one',
        got: content.key,
        want: this.content.key,
        fix: 'Kind, name and namespace are fixed; make a new KubernetesObject instead.',
      });
    }
    return content;
  }
}
