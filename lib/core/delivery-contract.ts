import { IConstruct } from 'constructs';
import { ClusterAccess } from './cluster-access';
import { ChartValues, ManifestMember } from './private/manifest-member';

/** One upstream Helm chart, pinned. */
export interface ChartSource {
  /** Name of the chart in its repository, for example `volcano`. */
  readonly name: string;

  /** `https://…` of an index repository or `oci://…` of a registry folder. */
  readonly repository: string;

  /** Exact version, as the repository spells it. */
  readonly version: string;

  /**
   * API groups whose CustomResourceDefinitions the chart brings, for example `scheduling.volcano.sh`.
   *
   * @default - the chart brings none
   */
  readonly crdGroups?: string[];
}

/** What is delivered as a whole: a bundle of objects or a chart. One release, one unit of order. */
export interface IDeliveryUnit extends IConstruct {
  /** The cluster it goes to. */
  readonly target: IDeliveryTarget;
  /** Name of the Helm release, at most 53 characters. */
  readonly releaseName: string;
  /** Namespace that holds the release. */
  readonly releaseNamespace: string;
  /**
   * The upstream chart.
   *
   * @default - none: the unit is a bundle of objects
   */
  readonly chartSource?: ChartSource;
  /** Whether Terraform waits until workloads are ready, and on destroy until all objects are gone. */
  readonly wait: boolean;
  /** Whether Terraform waits for Jobs to complete too. */
  readonly waitForJobs: boolean;
  /** How long it waits at most, in seconds. */
  readonly timeoutSeconds: number;

  /** Terraform addresses of what must be there before. Pulled when the resource renders. */
  dependsOn(): string[];
  /** The objects of a bundle, sorted by kind, namespace and name. Empty for a chart. */
  objects(): IDeliverable[];
  /** Helm values as JSON in a Terraform string: of a chart its values, of a bundle its objects by name. */
  valuesJson(): string;
  /** The Terraform tokens alone, for the pass in which cdktf looks for references to other stacks. */
  tokensOnly(): string;
  /**
   * The values as plain JSON in pieces, for a file of their own; undefined when they hold Terraform tokens.
   *
   * @internal
   */
  _plainPieces(): string[] | undefined;
  /** @internal */
  _members(): ManifestMember[];
  /** @internal */
  _values(): ChartValues;
}

/** One object of a bundle, as a delivery sees it. */
export interface IDeliverable extends IConstruct {
  /** For example `apps/v1`. */
  readonly apiVersion: string;
  /** For example `Deployment`. */
  readonly kind: string;
  /** The manifest as JSON in a Terraform string: literal `${` and `%{` escaped, tokens as expressions. */
  terraformJson(): string;
  /** The Terraform tokens alone, for the pass in which cdktf looks for references to other stacks. */
  tokensOnly(): string;
  /** @internal */
  _member(): ManifestMember;
}

/** What a delivery tells about the resource it made for a unit. */
export interface DeliveryBinding {
  /** Terraform address that others name in `depends_on`, for example `helm_release.Cluster_Queues`. */
  readonly address: string;
}

/** A way to bring units to a cluster. Implement it to add your own. */
export interface IDelivery {
  /** A short name, for messages. */
  readonly deliveryName: string;

  /** Called once, in the constructor of the unit. Create children under `unit` only. */
  bind(unit: IDeliveryUnit): DeliveryBinding;

  /** Called once per object, in its constructor, after its bundle was bound. Create children under `object` only. */
  bindObject(unit: IDeliveryUnit, object: IDeliverable): void;
}

/** Where units go: a cluster, how it is reached and how it is fed. `ICluster` is one. */
export interface IDeliveryTarget extends IConstruct {
  /** How objects reach the cluster. */
  readonly delivery: IDelivery;
  /** How Terraform reaches the cluster. */
  readonly access: ClusterAccess;
  /** Namespace that holds the releases of bundles, unless they say otherwise. */
  readonly releaseNamespace: string;
  /**
   * What every other unit waits for: the namespaces.
   *
   * @default - nothing
   */
  readonly foundation?: IConstruct;
}
