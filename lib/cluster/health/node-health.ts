import { Construct, DependencyGroup, IConstruct, IDependable } from 'constructs';
import { DeviceFault } from './device-fault';
import { checkFaults, checkNodeHealth } from './private/check-node-health';
import { nvidiaFaults } from './private/faults';
import {
  DETECTOR,
  renderDetector,
  renderDetectorAccess,
  renderDetectorConfig,
  ResolvedDetector,
} from './private/render-detector';
import {
  renderReconciler,
  renderReconcilerAccess,
  renderReconcilerConfig,
  ResolvedReconciler,
} from './private/render-reconciler';
import { IMAGES } from '../../catalog/images';
import { MANIFESTS } from '../../catalog/manifests';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { addFact } from '../../core/private/facts';
import { fail } from '../../core/private/fail';
import { Manifest } from '../../core/private/manifest-member';
import { VendoredManifest } from '../../core/vendored-manifest';
import { Duration } from '../../units/duration';

/** Which nodes are looked after, and how patiently. */
export interface NodeHealthProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** The pools whose nodes are looked after. */
  readonly pools: IPool[];

  /**
   * How long jobs may stay on a node whose device is degraded, so that they can write a checkpoint.
   *
   * @default Duration.minutes(15)
   */
  readonly checkpointWithin?: Duration;

  /**
   * How often nodes are looked at.
   *
   * @default Duration.seconds(15)
   */
  readonly interval?: Duration;

  /**
   * Faults beside the XIDs of NVIDIA: those of other vendors.
   *
   * @default - none
   */
  readonly faults?: DeviceFault[];

  /**
   * XIDs that are left alone.
   *
   * @default - none
   */
  readonly ignoredXids?: number[];
}

const healthy = new WeakMap<IConstruct, IConstruct>();

/**
 * Finds faults of devices and of the fabric, and takes their nodes out of use without killing a checkpoint.
 *
 * The node problem detector reads the kernel log and the state of RDMA ports and sets a condition of the node. A node
 * with a fault gets the taint `ai-cloud/fault` with `NoSchedule`, an event that is ready to be a ticket, and its jobs the
 * annotation `ai-cloud/checkpoint-by`. They are evicted after that time, or at once when their device is lost; their
 * gangs start again elsewhere. The taint goes when the node was booted anew, or its port is active again.
 *
 * @see https://github.com/kubernetes/node-problem-detector
 *
 * @example
 * import { Duration, ICluster, IPool, NodeHealth } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: ICluster;
 * declare const train: IPool;
 * new NodeHealth(stack, 'Health', { cluster, pools: [train], checkpointWithin: Duration.minutes(30) });
 */
export class NodeHealth extends Construct {
  /** The cluster it looks after. */
  public readonly cluster: ICluster;
  /** Faults are found and acted upon. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: NodeHealthProps) {
    super(scope, id);
    const { cluster, pools } = props;
    this.claim(cluster);
    checkNodeHealth(this, props);
    this.cluster = cluster;
    const faults = [...nvidiaFaults(props.ignoredXids ?? []), ...(props.faults ?? [])].sort((a, b) =>
      a.reason < b.reason ? -1 : 1,
    );
    checkFaults(this, faults);
    const selectors = [...pools].sort((a, b) => (a.poolName < b.poolName ? -1 : 1)).map((pool) => pool.nodeLabels);
    const { registries, namespaces } = cluster;
    const detector = this.detect({
      namespace: namespaces.ensure('ai-cloud-node-health', PodSecurity.PRIVILEGED),
      faults,
      hasFabric: pools.some(({ fabric }) => fabric !== undefined),
      selectors,
      image: registries.image(IMAGES.nodeProblemDetector),
      pullSecretName: registries.pullSecretName,
    });
    const reconciler = this.reconcile({
      namespace: namespaces.ensure(cluster.releaseNamespace, PodSecurity.RESTRICTED),
      faults,
      selectors,
      devices: [...new Set(pools.flatMap((p) => [p.deviceResource, ...Object.keys(p.sharing.nodeResources)]))].sort(),
      checkpointSeconds: (props.checkpointWithin ?? Duration.minutes(15)).inSeconds,
      intervalSeconds: (props.interval ?? Duration.seconds(15)).inSeconds,
      kubectlImage: registries.image(IMAGES.kubectl),
      shellImage: registries.image(IMAGES.busyboxStatic),
      pullSecretName: registries.pullSecretName,
    });
    this.ready = new DependencyGroup(detector, reconciler);
  }

  private detect(detector: ResolvedDetector): Bundle {
    const software = new VendoredManifest(this, 'Detector', {
      target: this.cluster,
      source: MANIFESTS.nodeProblemDetector,
      releaseName: DETECTOR,
    });
    const config = renderDetectorConfig(detector);
    const add = (manifest: Manifest): unknown => software.add(manifest.kind, { manifest });
    [...renderDetectorAccess(detector.namespace), config, renderDetector(detector, config)].forEach(add);
    addFact(software, 'images', () => ({ reference: detector.image }));
    return software.bundle;
  }

  private reconcile(reconciler: ResolvedReconciler): Bundle {
    const bundle = new Bundle(this, 'Reconciler', { target: this.cluster, releaseName: 'node-health' });
    const config = renderReconcilerConfig(reconciler);
    const all = [...renderReconcilerAccess(reconciler.namespace), config, renderReconciler(reconciler, config)];
    for (const manifest of all) {
      new KubernetesObject(bundle, `${manifest.kind}-${manifest.metadata.name}`, { manifest });
    }
    const { kubectlImage, shellImage } = reconciler;
    addFact(bundle, 'images', () => [kubectlImage, shellImage].map((reference) => ({ reference })));
    return bundle;
  }

  private claim(cluster: ICluster): void {
    const first = healthy.get(cluster);
    if (first !== undefined) {
      throw fail(this, {
        code: 'AIC-2090',
        what: 'the cluster has a NodeHealth',
        got: first.node.path,
        want: 'one on each cluster: two would take away the taints of the other',
        fix: 'Name all pools in that one.',
      });
    }
    healthy.set(cluster, this);
  }
}
