import { Construct, IDependable } from 'constructs';
import { identityConfig, Grant, grantsOf } from './private/seaweed-identities';
import { IDENTITIES, ResolvedSeaweedFs, seaweedValues } from './private/render-seaweed-fs';
import { SeaweedFsBucket } from './seaweed-fs-bucket';
import { chartFrom } from '../../catalog/chart-from';
import { CHARTS } from '../../catalog/charts';
import { MODEL_STORE_IMAGES } from '../../catalog/model-store-images';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Bundle } from '../../core/bundle';
import { Chart } from '../../core/chart';
import { KubernetesObject } from '../../core/kubernetes-object';
import { fail } from '../../core/private/fail';
import { addFact } from '../../core/private/facts';
import { Manifest } from '../../core/private/manifest-member';
import { Size } from '../../units/size';

/** How large an object storage in the cluster is and where its disks are. */
export interface SeaweedFsProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** Disk of each volume server. Together, divided by the copies, they hold the objects. */
  readonly sizePerServer: Size;

  /**
   * Volume servers, each on a node of its own.
   *
   * @default 3
   */
  readonly servers?: number;

  /**
   * Copies of each object, each on a server of its own: 1, 2 or 3.
   *
   * @default 2
   */
  readonly copies?: number;

  /**
   * Storage class of all disks. Local disks serve as well as network disks: copies are kept by SeaweedFS.
   *
   * @default - that of the cloud for block volumes, else the cluster's default
   */
  readonly storageClass?: string;

  /**
   * Nodes that the volume servers run on.
   *
   * @default - any
   */
  readonly pool?: IPool;

  /**
   * Whether objects are encrypted before they are written to a disk (AES-256). The keys stand in the metadata, on the disk
   * of the filer: give that disk a storage class that encrypts.
   *
   * @default false
   */
  readonly encrypted?: boolean;

  /**
   * Namespace that it runs in.
   *
   * @default 'seaweedfs'
   */
  readonly namespace?: string;
}

/**
 * Object storage with an S3 API in the cluster itself, where no cloud has one: SeaweedFS.
 *
 * Three masters agree on where objects are, volume servers hold them, one filer holds names and keys on a disk of its own,
 * and two gateways speak S3. Nobody can read or write before a bucket grants it; there are no keys by default. Disks stay
 * when it is destroyed.
 *
 * Clients reach the gateways without TLS: keep it inside the cluster. Network policies keep pods from the servers behind
 * the gateways, which ask for no credentials.
 *
 * @see https://github.com/seaweedfs/seaweedfs/tree/master/k8s/charts/seaweedfs
 *
 * @example
 * import { AINativeCluster, SeaweedFs, SecretReference, Size, WarmTier } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: AINativeCluster;
 * const storage = new SeaweedFs(stack, 'Storage', { cluster, sizePerServer: Size.tebibytes(8) });
 * const bucket = storage.addBucket('acme-models');
 * bucket.grantRead(SecretReference.named('models-reader'));
 * bucket.grantWrite(SecretReference.named('models-writer'));
 * const warm = WarmTier.ofBucket(bucket, { credentials: SecretReference.named('models-reader') });
 */
export class SeaweedFs extends Construct {
  /** The cluster. */
  public readonly cluster: ICluster;
  /** Namespace that it runs in, and that the Secrets of its users live in. */
  public readonly namespace: string;
  /** URL of its S3 API inside the cluster. */
  public readonly endpoint: string;
  /** What all objects together may take, copies taken off. */
  public readonly capacity: Size;
  /** It answers, and its buckets exist. */
  public readonly ready: IDependable;

  private readonly buckets = new Map<string, SeaweedFsBucket>();
  private readonly granted: Grant[] = [];

  constructor(scope: Construct, id: string, props: SeaweedFsProps) {
    super(scope, id);
    const { cluster, servers = 3, copies = 2 } = props;
    this.cluster = cluster;
    this.checkCopies(servers, copies);
    this.namespace = cluster.namespaces.ensure(props.namespace ?? 'seaweedfs', PodSecurity.RESTRICTED);
    this.endpoint = `http://seaweedfs-s3.${this.namespace}.svc:8333`;
    this.capacity = Size.bytes(Math.floor((props.sizePerServer.inBytes * servers) / copies));
    const image = cluster.registries.image(MODEL_STORE_IMAGES.seaweedFs);
    const resolved: ResolvedSeaweedFs = {
      image,
      pullSecretName: cluster.registries.pullSecretName,
      servers,
      copies,
      diskSize: props.sizePerServer.toQuantity(),
      storageClass: props.storageClass ?? cluster.cloudFacts.blockStorageClass ?? '',
      nodeLabels: props.pool?.nodeLabels,
      tolerations: props.pool?.tolerations ?? [],
      encrypted: props.encrypted ?? false,
    };
    this.ready = this.install(resolved, this.identities());
    addFact(this, 'images', () => ({ reference: image }));
  }

  /** Adds a bucket. It stays when it is taken out of the program again. */
  public addBucket(name: string): SeaweedFsBucket {
    if (this.buckets.has(name)) {
      throw fail(this, {
        code: 'AIC-3241',
        what: 'the bucket exists',
        got: name,
        want: 'each name once',
        fix: 'Use what addBucket() returned the first time.',
      });
    }
    const bucket = new SeaweedFsBucket(this, name, {
      endpoint: this.endpoint,
      ready: this.ready,
      _grants: this.granted,
    });
    this.buckets.set(name, bucket);
    return bucket;
  }

  private install(resolved: ResolvedSeaweedFs, identities: Bundle): Chart {
    const { cluster, namespace } = this;
    const values = (): Manifest => seaweedValues(resolved, [...this.buckets.keys()].sort(), grantsOf(this.granted));
    const chart = new Chart(this, 'Resource', {
      target: cluster,
      releaseName: 'seaweedfs',
      namespace,
      chart: chartFrom(CHARTS.seaweedFs, cluster.registries),
      values: values(),
      source: { toManifest: values },
    });
    chart.node.addDependency(identities);
    return chart;
  }

  /** Who may do what. No key stands in it: the gateways read keys from their environment. */
  private identities(): Bundle {
    const bundle = new Bundle(this, 'Identities', { target: this.cluster, releaseName: 'seaweedfs-identities' });
    const manifest = (): Manifest => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: IDENTITIES.configMap, namespace: this.namespace },
      data: { [IDENTITIES.file]: identityConfig(grantsOf(this.granted)) },
    });
    new KubernetesObject(bundle, 'Resource', { manifest: manifest(), source: { toManifest: manifest } });
    return bundle;
  }

  private checkCopies(servers: number, copies: number): void {
    const fits = Number.isInteger(copies) && copies >= 1 && copies <= 3;
    if (fits && Number.isInteger(servers) && servers >= copies) return;
    throw fail(this, {
      code: 'AIC-3242',
      what: 'the copies do not fit the servers',
      got: { servers, copies },
      want: 'whole numbers: 1 to 3 copies, and a server for each of them at least',
      fix: 'Write servers: 3, copies: 2.',
    });
  }
}
