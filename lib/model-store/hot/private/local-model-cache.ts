import { renderClaimedVolume } from './render-claimed-volume';
import { createHash } from 'node:crypto';
import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { CachedFiles, CacheEngineConfig, RenderedCache } from './engine';
import { LocalModels } from './local-models';
import { COPY_USER, KSERVE_API, renderLocalVolume } from './render-local-models';
import { firstPathOf } from './tier';
import { LOCAL_MODEL_IMAGES } from '../../../catalog/model-store-images';
import { IRegistries } from '../../../contracts/cluster';
import { fail, prose } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel } from '../../../core/private/names';
import { Size } from '../../../units/size';
import { nodesOf } from '../../fluid/private/render-dataset';
import { Prefetch } from '../../moving/prefetch';
import { keysFor, SecretAccess } from '../../warm/private/access';
import { bucketFor, bucketUrl, ResolvedBucket } from '../../warm/private/resolve-warm';

const GIBI = 1024 ** 3;
const READER = 'KServe';

/** Files and what opens their bucket. */
interface OpenedFiles {
  readonly files: CachedFiles;
  readonly bucket: ResolvedBucket;
  readonly keys: SecretAccess;
}

/** A whole copy on every node, by KServe. Pods read a directory of their node: no process stands between. */
export function localModelCacheEngine(): CacheEngineConfig {
  return {
    engineName: 'local-model-cache',
    // KServe labels a download with the name of the copy, which carries 17 characters more.
    longestName: 46,
    storesPlainObjects: true,
    wholeCopies: 'of-warm-tier',
    tierLimits: {
      hasWatermarks: false,
      hasLevels: false,
      hasDisks: false,
      isEven: true,
      instead: 'one disk, on which copies stay until they are taken out of the program',
    },
    install: (scope, cluster, _kubelet, files) => {
      const localModels = LocalModels.of(cluster);
      return files === undefined
        ? localModels.controller
        : localModels.prepare(scope, files, sourceOf(bucketFor(scope, READER, files.warm), files), directoryOf(files));
    },
    bytesPerNode: ({ size }) => Math.ceil(size.inBytes / GIBI) * GIBI,
    render: (scope, files, cluster) => {
      const bucket = bucketFor(scope, READER, files.warm);
      check(scope, files, bucket);
      const keys = keysFor(scope, READER, bucket.access);
      return render({ files, bucket, keys }, LocalModels.of(cluster).groupName(files.pools), cluster.registries);
    },
  };
}

/** With a slash at the end: KServe's download takes what starts with it, and would take `model-2` for a part of `model`. */
function sourceOf(bucket: ResolvedBucket, files: CachedFiles): string {
  return `${bucketUrl(bucket)}/${files.path}/`;
}

function directoryOf(files: CachedFiles): string {
  return `${firstPathOf(files.tier)}/kserve`;
}

function check(scope: IConstruct, files: CachedFiles, bucket: ResolvedBucket): void {
  if (Token.isUnresolved(bucket.bucketName)) {
    throw fail(scope, {
      code: 'AIC-3204',
      what: 'the name of the bucket is not known at synthesis',
      got: bucket.bucketName,
      want: 'a literal: the directory of a local copy is named by a hash of where it comes from',
      fix: "Write WarmTier.bucket('acme-models', …), or use CacheEngine.alluxio().",
    });
  }
  if (files.prefetch !== Prefetch.ON_DEPLOY) {
    throw fail(scope, {
      code: 'AIC-3201',
      what: 'a local copy is made as soon as it is deployed, whole',
      got: prose(files.prefetch.onDeploy ? 'a prefetch by schedule' : 'no prefetch on deploy'),
      want: 'Prefetch.ON_DEPLOY, and no cacheSize',
      fix: 'Prefetch them, or use CacheEngine.alluxio(), which reads what is asked for.',
    });
  }
  if (files.replicas !== 1) {
    throw fail(scope, {
      code: 'AIC-3202',
      what: 'every node holds one whole copy',
      got: prose(`replicas: ${files.replicas}`),
      want: 'no replicas',
      fix: 'Leave replicas out; hotPools says which nodes hold a copy.',
    });
  }
  const tainted = files.pools.find(({ tolerations }) =>
    tolerations.some(({ effect }) => effect !== 'PreferNoSchedule'),
  );
  if (tainted !== undefined) {
    throw fail(scope, {
      code: 'AIC-3200',
      what: `the nodes of pool ${tainted.name} have taints, which downloads of KServe do not tolerate`,
      got: tainted.tolerations.map(({ key }) => key),
      want: 'nodes without taints, or with PreferNoSchedule',
      fix: 'Leave the pool out (hotPools), take the taint away, or use CacheEngine.alluxio().',
    });
  }
}

function render(opened: OpenedFiles, nodeGroup: string, registries: IRegistries): RenderedCache {
  const { files, bucket } = opened;
  const source = sourceOf(bucket, files);
  // As KServe names the directory. The source of a copy never changes, so that another one is another copy.
  const key = createHash('sha256').update(source).digest('hex').slice(0, 16);
  const name = `${files.name}-${key}`;
  const storage = Size.bytes(files.bytesPerNode).toQuantity();
  const volumeName = dnsLabel(`${files.namespace}-${name}`, 253);
  const volume = renderLocalVolume(files.pools, `${directoryOf(files)}/models/${key}`, storage, 'ReadOnlyMany');
  return {
    claimName: name,
    pathInClaim: '',
    podLabels: {},
    sourceUrl: source,
    load: {
      kind: 'by-itself',
      done: {
        resource: 'localmodelcaches.serving.kserve.io',
        name,
        jsonPath: `{.status.copies.available}=${nodesOf(files.pools)}`,
      },
    },
    objects: [
      { id: 'Download', manifest: renderDownload(opened, name, source, registries) },
      {
        id: 'Copies',
        manifest: {
          apiVersion: KSERVE_API,
          kind: 'LocalModelCache',
          metadata: { name },
          spec: { sourceModelUri: source, modelSize: storage, nodeGroups: [nodeGroup] },
        },
      },
      ...renderClaimedVolume({ name, namespace: files.namespace }, volumeName, volume, storage),
    ],
  };
}

/**
 * How this one is downloaded, and with which credentials: KServe's own way wants a ServiceAccount and a Secret with
 * annotations, this one takes the Secret as it is.
 */
function renderDownload(opened: OpenedFiles, name: string, source: string, registries: IRegistries): Manifest {
  const { keys } = opened;
  const { endpoint, region, usePathStyle } = opened.bucket;
  const secret = (key: string): Manifest => ({ valueFrom: { secretKeyRef: { name: keys.secretName, key } } });
  return {
    apiVersion: KSERVE_API,
    kind: 'ClusterStorageContainer',
    metadata: { name: `local-model-${name}` },
    spec: {
      workloadType: 'localModelDownloadJob',
      supportedUriFormats: [{ regex: `^${source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` }],
      container: {
        name: 'kserve-localmodel-download',
        image: registries.image(LOCAL_MODEL_IMAGES.storageInitializer),
        terminationMessagePolicy: 'FallbackToLogsOnError',
        env: [
          { name: 'AWS_ACCESS_KEY_ID', ...secret(keys.accessKeyIdKey) },
          { name: 'AWS_SECRET_ACCESS_KEY', ...secret(keys.secretAccessKeyKey) },
          { name: 'AWS_ENDPOINT_URL', value: endpoint },
          ...(region === undefined ? [] : [{ name: 'AWS_DEFAULT_REGION', value: region }]),
          // Spelled so by KServe.
          { name: 'S3_USER_VIRTUAL_BUCKET', value: String(!usePathStyle) },
        ],
        resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '4Gi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          runAsNonRoot: true,
          runAsUser: COPY_USER,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
    },
  };
}
