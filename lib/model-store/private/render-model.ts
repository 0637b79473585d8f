import { HIGH_WATERMARK, LOW_WATERMARK } from './capacity';
import { ResolvedWarm } from './resolve-warm';
import { Toleration } from '../../contracts/pool';
import { Size } from '../../units/size';

/** Everything the objects of a model depend on. */
export interface ResolvedModel {
  readonly name: string;
  readonly namespace: string;
  /** Objects in the bucket, below the warm tier's root. */
  readonly path: string;
  readonly warm: ResolvedWarm;
  /** Directory below the root of the claim. */
  readonly mountName: string;
  readonly pools: ResolvedPool[];
  readonly replicas: number;
  readonly bytesPerNode: number;
  readonly cachePath: string;
  /** Name of the prefetch; undefined when there is none. */
  readonly prefetchName?: string;
}

export interface ResolvedPool {
  readonly name: string;
  readonly nodeLabels: { readonly [key: string]: string };
  readonly tolerations: readonly Toleration[];
  readonly nodes: number;
}

type Manifest = { [key: string]: unknown };

const API_VERSION = 'data.fluid.io/v1alpha1';

/** Where the objects are, and which nodes may cache them. */
export function renderDataset(model: ResolvedModel): Manifest {
  const { warm } = model;
  return {
    apiVersion: API_VERSION,
    kind: 'Dataset',
    metadata: metadata(model, model.name),
    spec: {
      accessModes: ['ReadOnlyMany'],
      // The default, Exclusive, gives a node to one dataset: the workers of a second model would never start.
      placement: 'Shared',
      mounts: [
        {
          name: model.mountName,
          // Not `/`: Fluid then hands the paths of the credentials, not the credentials, to the workers.
          path: `/${model.mountName}`,
          mountPoint: `${warm.root}/${model.path}`,
          readOnly: true,
          options: warm.options,
          encryptOptions: [
            encryptOption('aws.accessKeyId', warm.secretName, warm.accessKeyIdKey),
            encryptOption('aws.secretKey', warm.secretName, warm.secretAccessKeyKey),
          ],
        },
      ],
      nodeAffinity: { required: { nodeSelectorTerms: model.pools.map(nodeSelectorTerm) } },
      tolerations: tolerationsOf(model),
    },
  };
}

/** The cache: one worker on each node of the pools. Its images and pull secret come from the values of the Fluid chart. */
export function renderRuntime(model: ResolvedModel): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: 'AlluxioRuntime',
    metadata: metadata(model, model.name),
    spec: {
      replicas: nodesOf(model),
      data: { replicas: model.replicas },
      properties: {
        'alluxio.user.block.size.bytes.default': '16MB',
        // Blocks that are read before they are cached go where the arithmetic expects them, not to the reader's node.
        'alluxio.user.ufs.block.read.location.policy': 'alluxio.client.block.policy.DeterministicHashPolicy',
        'alluxio.user.ufs.block.read.location.policy.deterministic.hash.shards': String(model.replicas),
      },
      tieredstore: {
        levels: [
          {
            mediumtype: 'SSD',
            volumeType: 'hostPath',
            path: model.cachePath,
            quota: Size.bytes(model.bytesPerNode).toQuantity(),
            high: String(HIGH_WATERMARK),
            low: String(LOW_WATERMARK),
          },
        ],
      },
      ...processes(),
    },
  };
}

/**
 * Upstream's heaps (16 GiB for each FUSE process, committed at once) are made for hundreds of millions of files; a model
 * has dozens. Host ports are what keeps two workers of one dataset off one node, so the network is the host's.
 */
function processes(): Manifest {
  return {
    master: { replicas: 1, networkMode: 'HostNetwork', jvmOptions: ['-Xmx2G'], resources: requests('500m', '3Gi') },
    // The heap of job masters and job workers follows from the limit: their jvmOptions are not read.
    jobMaster: { resources: { ...requests('100m', '1Gi'), limits: { cpu: '2', memory: '4Gi' } } },
    worker: {
      networkMode: 'HostNetwork',
      jvmOptions: ['-Xmx4G', '-XX:MaxDirectMemorySize=8g'],
      resources: requests('500m', '6Gi'),
    },
    jobWorker: { resources: { ...requests('100m', '1Gi'), limits: { cpu: '8', memory: '4Gi' } } },
    fuse: {
      networkMode: 'HostNetwork',
      cleanPolicy: 'OnDemand',
      jvmOptions: ['-Xms1G', '-Xmx4G', '-XX:+UseG1GC', '-XX:MaxDirectMemorySize=8g'],
      // Without a memory limit Fluid ignores all of this; without a CPU limit it writes an empty one.
      resources: { ...requests('500m', '4Gi'), limits: { cpu: '16', memory: '16Gi' } },
    },
  };
}

/** Brings all copies into the cache once. What it loads is in its name: another load is another object. */
export function renderPrefetch(model: ResolvedModel, name: string): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: 'DataLoad',
    metadata: metadata(model, name),
    spec: {
      dataset: { name: model.name, namespace: model.namespace },
      loadMetadata: true,
      policy: 'Once',
      target: [{ path: `/${model.mountName}`, replicas: model.replicas }],
      tolerations: tolerationsOf(model),
      resources: { ...requests('100m', '512Mi'), limits: { cpu: '2', memory: '2Gi' } },
    },
  };
}

export function nodesOf(model: { readonly pools: readonly { readonly nodes: number }[] }): number {
  return model.pools.reduce((sum, pool) => sum + pool.nodes, 0);
}

function metadata(model: ResolvedModel, name: string): Manifest {
  return { name, namespace: model.namespace };
}

function requests(cpu: string, memory: string): Manifest {
  return { requests: { cpu, memory } };
}

function encryptOption(name: string, secret: string, key: string): Manifest {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

/** Terms are alternatives: a node of any of the pools. */
function nodeSelectorTerm(pool: ResolvedPool): Manifest {
  const labels = Object.entries(pool.nodeLabels).sort(([a], [b]) => (a < b ? -1 : 1));
  return { matchExpressions: labels.map(([key, value]) => ({ key, operator: 'In', values: [value] })) };
}

/** Tolerations of all pools, each once. */
function tolerationsOf(model: ResolvedModel): Manifest[] {
  const rendered = model.pools
    .flatMap((pool) => pool.tolerations)
    .map(({ key, operator, value, effect }) => ({
      key,
      operator,
      ...(value === undefined ? {} : { value }),
      ...(effect === undefined ? {} : { effect }),
    }));
  return [...new Map(rendered.map((t) => [JSON.stringify(t), t]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, t]) => t);
}
