import { Construct } from 'constructs';
import { ChartSource, IDeliverable, IDeliveryTarget, IDeliveryUnit } from './delivery-contract';
import { JsonPatch } from './json-patch';
import { inspectValue } from './private/inspect-manifest';
import { ChartValues, Manifest, ManifestMember, TokenLeaf } from './private/manifest-member';
import { checkDnsLabel } from './private/names';
import { dependsOn } from './private/order';
import { patched } from './private/patch';
import { tokenExpression, toTerraformJson } from './private/terraform-json';
import { bindUnit, defaultReleaseName } from './private/unit';
import { Duration } from '../units/duration';

/** Which upstream chart is installed, where and how. */
export interface ChartProps {
  /** The cluster. */
  readonly target: IDeliveryTarget;

  /** Name, repository and exact version. */
  readonly chart: ChartSource;

  /** Namespace the chart is installed in. It must exist before. */
  readonly namespace: string;

  /** Helm values: a plain object. Values may be Terraform tokens, keys may not. */
  readonly values: any;

  /**
   * Name of the release. Many charts name their objects after it.
   *
   * @default - made of the construct path below the stack
   */
  readonly releaseName?: string;

  /**
   * Whether Terraform waits until the chart's workloads are ready.
   *
   * @default true
   */
  readonly wait?: boolean;

  /**
   * How long it waits.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;
}

/**
 * One upstream Helm release.
 *
 * @example
 * import { Chart, IDeliveryTarget } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: IDeliveryTarget;
 * new Chart(stack, 'CertManager', {
 *   target: cluster,
 *   namespace: 'cert-manager',
 *   chart: { name: 'cert-manager', repository: 'oci://quay.io/jetstack/charts', version: 'v1.21.1' },
 *   values: { crds: { enabled: true } },
 * });
 */
export class Chart extends Construct implements IDeliveryUnit {
  /** The cluster it goes to. */
  public readonly target: IDeliveryTarget;
  /** Name of the release, at most 53 characters. */
  public readonly releaseName: string;
  /** Namespace of the release and of most of its objects. */
  public readonly releaseNamespace: string;
  /** The upstream chart. */
  public readonly chartSource?: ChartSource;
  /** Whether Terraform waits until workloads are ready. */
  public readonly wait: boolean;
  /** How long it waits at most, in seconds. */
  public readonly timeoutSeconds: number;

  private values: Manifest;
  private tokens: TokenLeaf[];

  constructor(scope: Construct, id: string, props: ChartProps) {
    super(scope, id);
    this.target = props.target;
    this.chartSource = props.chart;
    this.releaseName = checkDnsLabel(this, 'releaseName', props.releaseName ?? defaultReleaseName(this), 53);
    this.releaseNamespace = checkDnsLabel(this, 'namespace', props.namespace);
    this.wait = props.wait ?? true;
    this.timeoutSeconds = (props.timeout ?? Duration.minutes(15)).inSeconds;
    this.tokens = inspectValue(this, props.values);
    this.values = props.values as Manifest;
    bindUnit(this);
  }

  /** Changes the values. The escape hatch for a key that no prop reaches. */
  public patch(...patches: JsonPatch[]): void {
    const values = patched(this, this.values, patches);
    this.tokens = inspectValue(this, values);
    this.values = values;
  }

  /** Terraform addresses of what must be there before. */
  public dependsOn(): string[] {
    return dependsOn(this);
  }

  /** Always empty: the chart's objects are known to Helm only. */
  public objects(): IDeliverable[] {
    return [];
  }

  /** The values as JSON in a Terraform string. */
  public valuesJson(): string {
    return toTerraformJson(this.values, this.tokens);
  }

  /** For values with Terraform tokens only: their leaves, so that references are known early. */
  public tokenJson(): string {
    return `[${this.tokens.map((t) => tokenExpression(t.value)).join(',')}]`;
  }

  /** @internal */
  public _members(): ManifestMember[] {
    return [];
  }

  /** @internal */
  public _values(): ChartValues {
    return { values: this.values, tokens: this.tokens };
  }
}
