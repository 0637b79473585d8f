import { Construct, IConstruct, IDependable } from 'constructs';
import { Pools } from './pools';
import { Namespaces } from './private/namespaces';
import { Queues } from './scheduling/queues';
import { Scheduling, SchedulingOptions } from './scheduling/scheduling';
import { CHARTS } from '../catalog/charts';
import { Registries } from '../catalog/registries';
import { ICloudProfile } from '../clouds/cloud-profile';
import { GenericCloud } from '../clouds/generic';
import { CloudFacts, ICluster, INamespaces, IRegistries, PodSecurity } from '../contracts/cluster';
import { IQueue } from '../contracts/queue';
import { Bundle } from '../core/bundle';
import { Chart } from '../core/chart';
import { ClusterAccess } from '../core/cluster-access';
import { IDelivery } from '../core/delivery-contract';
import { HelmDelivery } from '../delivery/helm';

/** Which cluster, where it runs and how it is fed. */
export interface AINativeClusterProps {
  /** How Terraform reaches the cluster. */
  readonly access: ClusterAccess;

  /**
   * What its cloud brings.
   *
   * @default CloudProfile.generic()
   */
  readonly cloud?: ICloudProfile;

  /**
   * How objects reach it.
   *
   * @default Delivery.helm()
   */
  readonly delivery?: IDelivery;

  /**
   * Where images and charts come from.
   *
   * @default Registries.upstream()
   */
  readonly registries?: IRegistries;

  /**
   * Minor version of Kubernetes.
   *
   * @default '1.35'
   */
  readonly kubernetesVersion?: string;

  /**
   * Knobs of the scheduler.
   *
   * @default - the defaults of each
   */
  readonly scheduling?: SchedulingOptions;
}

/**
 * A Kubernetes cluster that becomes AI-native: pools of accelerators, their software, fabric, queues and a scheduler.
 *
 * @example
 * import { AINativeCluster, ClusterAccess } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
 */
export class AINativeCluster extends Construct implements ICluster {
  /** How Terraform reaches the cluster. */
  public readonly access: ClusterAccess;
  /** How objects reach it. */
  public readonly delivery: IDelivery;
  /** Facts of the cloud it runs in. */
  public readonly cloudFacts: CloudFacts;
  /** Where images and charts come from. */
  public readonly registries: IRegistries;
  /** Namespace that holds the releases of bundles. The foundation brings it. */
  public readonly releaseNamespace: string = 'ai-cloud-system';
  /** The namespaces; everything else waits for them. */
  public readonly foundation?: IConstruct;
  /** Its namespaces. */
  public readonly namespaces: INamespaces;
  /** Its pools. */
  public readonly pools: Pools;
  /** Extended resource of whole NVIDIA devices. */
  public readonly nvidiaResource: string;
  /** Minor version of Kubernetes. */
  public readonly kubernetesVersion: string;
  /** The scheduler: Volcano with a checked configuration. */
  public readonly scheduling: Scheduling;
  /** Its queues. */
  public readonly queues: Queues;

  private certManager?: Chart;

  constructor(scope: Construct, id: string, props: AINativeClusterProps) {
    super(scope, id);
    this.access = props.access;
    this.delivery = props.delivery ?? new HelmDelivery();
    this.registries = props.registries ?? Registries.upstream();
    this.kubernetesVersion = props.kubernetesVersion ?? '1.35';
    const cloud = (props.cloud ?? new GenericCloud()).bind(this);
    this.cloudFacts = cloud.facts;
    this.nvidiaResource = cloud.nvidiaResource ?? 'nvidia.com/gpu';

    const foundation = new Bundle(this, 'Foundation', { target: this, releaseNamespace: 'kube-system' });
    this.foundation = foundation;
    this.namespaces = new Namespaces(foundation, this.kubernetesVersion);
    this.namespaces.ensure(this.releaseNamespace, PodSecurity.RESTRICTED);
    this.pools = new Pools(this, 'Pools');
    this.scheduling = new Scheduling(this, 'Scheduling', { cluster: this, options: props.scheduling });
    this.queues = this.scheduling.queues;
  }

  /** The scheduler is installed and its webhooks answer. */
  public get schedulingReady(): IDependable {
    return this.scheduling.ready;
  }

  /** Name of the scheduler, for pods that use accelerators. */
  public get schedulerName(): string {
    return this.scheduling.schedulerName;
  }

  /** The queue that serving uses on a pool; undefined when the pool has no serving queue. */
  public tryFindServingQueue(poolName: string): IQueue | undefined {
    return this.scheduling.tryFindServingQueue(poolName);
  }

  /** cert-manager is installed; made at the first call. */
  public certificates(): IDependable {
    this.certManager ??= new Chart(this, 'CertManager', {
      target: this,
      releaseName: 'cert-manager',
      namespace: this.namespaces.ensure('cert-manager', PodSecurity.RESTRICTED),
      chart: {
        ...CHARTS.certManager,
        crdGroups: [...CHARTS.certManager.crdGroups],
        repository: this.registries.chartRepository(CHARTS.certManager.repository),
      },
      values: { crds: { enabled: true, keep: true } },
    });
    return this.certManager;
  }
}
