import { Construct } from 'constructs';
import { ChartSource, IDeliverable, IDeliveryTarget, IDeliveryUnit } from './delivery-contract';
import { JsonPatch } from './json-patch';
import { IManifestSource } from './manifest-source';
import { checkSource, inspectValues } from './private/chart-checks';
import { ChartValues, Manifest, ManifestMember, TokenLeaf } from './private/manifest-member';
import { checkDnsLabel } from './private/names';
import { dependsOn } from './private/order';
import { patched, snapshot } from './private/patch';
import { assertOpen } from './private/registry';
import { tokensOnly, toTerraformJson } from './private/terraform-json';
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

  /** Helm values: a plain object. Values may be Terraform tokens, keys may not. With `source`, they are not used. */
  readonly values: any;

  /**
   * Gives the values when the chart is written, for values that grow.
   *
   * @default - the values are as given
   */
  readonly source?: IManifestSource;

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
  /** Always false: what a chart runs as a Job is its own affair. */
  public readonly waitForJobs: boolean = false;

  private readonly source?: IManifestSource;
  private readonly latePatches: JsonPatch[] = [];
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
    checkSource(this, props.chart);
    this.tokens = inspectValues(this, props.values);
    this.values = snapshot(props.values, this.tokens);
    this.source = props.source;
    bindUnit(this);
  }

  /**
   * Changes the values. The escape hatch for a key that no prop reaches.
   *
   * Fails at once when the path does not fit (for a chart with a `source`, when it is written).
   */
  public patch(...patches: JsonPatch[]): void {
    assertOpen(this);
    if (this.source !== undefined) {
      this.latePatches.push(...patches);
      return;
    }
    const values = patched(this, this.values, patches);
    this.tokens = inspectValues(this, values);
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
    const { values, tokens } = this._values();
    return toTerraformJson(this, values, tokens);
  }

  /** The Terraform tokens alone, for the pass in which cdktf looks for references to other stacks. */
  public tokensOnly(): string {
    return tokensOnly(this._values().tokens);
  }

  /** @internal */
  public _members(): ManifestMember[] {
    return [];
  }

  /** @internal */
  public _plainPieces(): string[] | undefined {
    const { values, tokens } = this._values();
    return tokens.length === 0 ? [JSON.stringify(values)] : undefined;
  }

  /** @internal */
  public _values(): ChartValues {
    if (this.source === undefined) return { values: this.values, tokens: this.tokens };
    const values = patched(this, this.source.toManifest() as Manifest, this.latePatches);
    return { values, tokens: inspectValues(this, values) };
  }
}
