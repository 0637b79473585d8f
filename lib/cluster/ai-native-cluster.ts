import { Construct, IConstruct, IDependable } from 'constructs';
import { CniDirectories } from './cni-directories';
import { IDevicePool } from './device-pool';
import { DeviceSoftwareOptions } from './device-software';
import { IDeviceSoftwareHost } from './devices/device-software-contract';
import { bindDevices } from './devices/private/bind-devices';
import { NetworkSoftware } from './fabric/network-software';
import { NetworkHost } from './fabric/private/network-host';
import { Pools } from './pools';
import { checkOneConstruct } from './private/access-check';
import { CertManager } from './private/cert-manager';
import { GpuOperator } from './private/gpu-operator';
import { checkImages } from './private/image-check';
import { Namespaces } from './private/namespaces';
import { labelNodes } from './private/node-labels';
import { IPoolsHost } from './pools-host';
import { Queues } from './scheduling/queues';
import { Scheduling, SchedulingOptions } from './scheduling/scheduling';
import { Registries } from '../catalog/registries';
import { CloudConfig, ICloudProfile } from '../clouds/cloud-contract';
import { GenericCloud } from '../clouds/generic';
import { CloudFacts, ICluster, INamespaces, IRegistries, PodSecurity } from '../contracts/cluster';
import { IPool } from '../contracts/pool';
import { IQueue } from '../contracts/queue';
import { Bundle } from '../core/bundle';
import { ClusterAccess } from '../core/cluster-access';
import { IDelivery } from '../core/delivery-contract';
import { addFact } from '../core/private/facts';
import { fail } from '../core/private/fail';
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
   * What is installed for devices.
   *
   * @default - the defaults of each option
   */
  readonly deviceSoftware?: DeviceSoftwareOptions;

  /**
   * Who installs the software of RDMA NICs. Unused where the cloud brings it.
   *
   * @default NetworkSoftware.standAlone()
   */
  readonly networkSoftware?: NetworkSoftware;

  /**
   * Where the nodes keep CNI programs and configuration (k3s and RKE2 have places of their own).
   *
   * @default - /opt/cni/bin and /etc/cni/net.d
   */
  readonly cniDirectories?: CniDirectories;

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
 * Its namespaces stand in one release in `kube-system`, which everything else waits for: that namespace is always there,
 * and only administrators write to it. All other releases of bundles stand in `ai-cloud-system`.
 *
 * @example
 * import { AINativeCluster, CloudProfile, ClusterAccess } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * const cluster = new AINativeCluster(stack, 'Cluster', {
 *   cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }),
 *   access: ClusterAccess.kubeconfig('~/.kube/config'),
 * });
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
  /** The scheduler: Volcano with a checked configuration. */
  public readonly scheduling: Scheduling;
  /** Its queues. */
  public readonly queues: Queues;
  /** Minor version of Kubernetes, for example `1.35`. */
  public readonly kubernetesVersion: string;

  private readonly allNamespaces: Namespaces;
  private certManager?: CertManager;

  constructor(scope: Construct, id: string, props: AINativeClusterProps) {
    super(scope, id);
    this.access = props.access;
    checkOneConstruct(this, this.access);
    this.delivery = props.delivery ?? new HelmDelivery();
    this.registries = props.registries ?? Registries.upstream();
    this.kubernetesVersion = this.checkVersion(props.kubernetesVersion ?? '1.35');
    const cloud = (props.cloud ?? new GenericCloud()).bind(this);
    this.cloudFacts = cloud.facts;

    const foundation = new Bundle(this, 'Foundation', { target: this, releaseNamespace: 'kube-system' });
    this.foundation = foundation;
    this.allNamespaces = new Namespaces(foundation, this.kubernetesVersion);
    this.namespaces = this.allNamespaces;
    this.namespaces.ensure(this.releaseNamespace, PodSecurity.RESTRICTED);
    this.scheduling = new Scheduling(this, 'Scheduling', { cluster: this, options: props.scheduling });
    this.queues = this.scheduling.queues;
    this.pools = new Pools(this, 'Pools', this.poolsHost(cloud, props));
    this.addFactsAndChecks();
  }

  /** Namespaces in which pods may be privileged, sorted: those of device and fabric software, and what users asked for. */
  public get privilegedNamespaces(): string[] {
    return this.allNamespaces.withLevel(PodSecurity.PRIVILEGED);
  }

  /** The scheduler is installed and its webhooks answer. */
  public get schedulingReady(): IDependable {
    return this.scheduling.ready;
  }

  /** Name of the scheduler, for pods that use accelerators. */
  public get schedulerName(): string {
    return this.scheduling.schedulerName;
  }

  /** The scheduler's configuration as it is now, as YAML text. */
  public get schedulerConfiguration(): string | undefined {
    return this.scheduling.configurationFact().configuration;
  }

  /** The pools that it has by now, sorted by name. */
  public get acceleratorPools(): IPool[] | undefined {
    return this.pools.all();
  }

  /** The queue that serving uses on a pool; undefined when the pool has no serving queue. */
  public tryFindServingQueue(poolName: string): IQueue | undefined {
    return this.scheduling.tryFindServingQueue(poolName);
  }

  /** cert-manager is installed; made at the first call. */
  public certificates(): IDependable {
    this.certManager ??= new CertManager(this, 'CertManager', this);
    return this.certManager;
  }

  private poolsHost(cloud: CloudConfig, props: AINativeClusterProps): IPoolsHost {
    const { cniDirectories = {}, networkSoftware = NetworkSoftware.standAlone() } = props;
    const network = new NetworkHost(this, this, cniDirectories, networkSoftware, cloud.rdma);
    return {
      cluster: this,
      cloud,
      network,
      deviceSoftware: (scope, pool, software) => {
        const binding = bindDevices(this.deviceHost(scope, pool, cloud, props), software);
        const operator = GpuOperator.tryOf(this);
        if (operator !== undefined) network.putBefore(operator);
        if (props.scheduling?.labelNodes ?? true) labelNodes(this, pool, binding.nodeLabels);
        return binding;
      },
      joined: (pool) => this.scheduling.addPool(pool),
      schedulerLabels: (pool) => this.scheduling.nodeLabelsFor(pool),
    };
  }

  private deviceHost(
    scope: Construct,
    pool: IDevicePool,
    cloud: CloudConfig,
    props: AINativeClusterProps,
  ): IDeviceSoftwareHost {
    return {
      scope,
      shared: this,
      cluster: this,
      cloud,
      pool,
      options: props.deviceSoftware,
      kubernetesVersion: this.kubernetesVersion,
    };
  }

  private addFactsAndChecks(): void {
    this.node.addValidation({
      validate: () => {
        checkImages(this);
        return [];
      },
    });
    addFact(this, 'clusters', () => {
      checkImages(this);
      return {
        cloud: this.cloudFacts.name,
        kubernetesVersion: this.kubernetesVersion,
        schedulerName: this.schedulerName,
        scheduler: this.scheduling.configurationFact(),
      };
    });
  }

  private checkVersion(version: string): string {
    if (!/^1\.[1-9][0-9]+$/.test(version)) {
      throw fail(this, {
        code: 'AIC-2009',
        what: 'kubernetesVersion is no minor version',
        got: version,
        want: 'for example 1.35',
        fix: "Write kubernetesVersion: '1.35', without v and without the patch number.",
      });
    }
    return version;
  }
}
