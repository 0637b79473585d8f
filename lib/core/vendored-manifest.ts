import { Construct } from 'constructs';
import { Bundle } from './bundle';
import { IDeliveryTarget } from './delivery-contract';
import { KubernetesObject, KubernetesObjectProps } from './kubernetes-object';
import { Manifest } from './private/manifest-member';
import { keptAnnotations } from './private/keep-policy';

/** Upstream software that is published as manifests and not as a chart. */
export interface VendoredSource {
  /** Name of the software, for example `multus`. */
  readonly name: string;
  /** Version that the objects were written for. */
  readonly version: string;
  /** Where upstream publishes it. */
  readonly url: string;
  /** Licence of upstream, as SPDX writes it. */
  readonly license: string;
}

/** Which software is brought, and where to. */
export interface VendoredManifestProps {
  /** The cluster. */
  readonly target: IDeliveryTarget;

  /** The software. */
  readonly source: VendoredSource;

  /**
   * Name of the release. That of its CRDs ends in `-crds`.
   *
   * @default - the name of the software
   */
  readonly releaseName?: string;
}

/**
 * Software without a chart, as objects written in this library: one bundle, and its CRDs in another that comes before.
 *
 * CRDs carry Helm's keep policy: taking the software away leaves what users made with it.
 *
 * @example
 * import { IDeliveryTarget, VendoredManifest } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: IDeliveryTarget;
 * const software = new VendoredManifest(stack, 'Multus', {
 *   target: cluster,
 *   source: { name: 'multus', version: 'v4.3.0', url: 'https://github.com/k8snetworkplumbingwg/multus-cni', license: 'Apache-2.0' },
 * });
 */
export class VendoredManifest extends Construct {
  /** The objects. Wait for it to use the software. */
  public readonly bundle: Bundle;
  /** The software. */
  public readonly source: VendoredSource;

  private readonly target: IDeliveryTarget;
  private crds?: Bundle;

  constructor(scope: Construct, id: string, props: VendoredManifestProps) {
    super(scope, id);
    this.source = props.source;
    this.target = props.target;
    this.bundle = new Bundle(this, 'Resource', {
      target: props.target,
      releaseName: props.releaseName ?? props.source.name,
    });
  }

  /**
   * Adds an object; a CustomResourceDefinition goes into the bundle that comes before.
   *
   * Content from a `source` gets the same labels, and as a definition the same keep policy.
   */
  public add(id: string, props: KubernetesObjectProps): KubernetesObject {
    const { manifest, source } = props;
    if ((manifest as Manifest | undefined)?.kind === 'CustomResourceDefinition') {
      return new KubernetesObject(
        this.definitions(),
        id,
        finished({ manifest, source }, (m) => kept(this.labelled(m))),
      );
    }
    return new KubernetesObject(
      this.bundle,
      id,
      finished({ manifest, source }, (m) => this.labelled(m)),
    );
  }

  private definitions(): Bundle {
    if (this.crds === undefined) {
      const releaseName = `${this.bundle.releaseName}-crds`;
      this.crds = new Bundle(this, 'Crds', { target: this.target, releaseName });
      this.bundle.node.addDependency(this.crds);
    }
    return this.crds;
  }

  private labelled(manifest: Manifest): Manifest {
    const labels = {
      'app.kubernetes.io/name': this.source.name,
      'app.kubernetes.io/version': this.source.version,
      ...manifest.metadata?.labels,
    };
    return { ...manifest, metadata: { ...manifest.metadata, labels } };
  }
}

/** The object with a change to its content, whether that is known now or given later. */
function finished(
  { manifest, source }: KubernetesObjectProps,
  change: (m: Manifest) => Manifest,
): KubernetesObjectProps {
  return {
    manifest: change(manifest as Manifest),
    source: source && { toManifest: () => change(source.toManifest() as Manifest) },
  };
}

function kept(manifest: Manifest): Manifest {
  const annotations = keptAnnotations(manifest);
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}
