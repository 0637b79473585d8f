import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { CachedFiles, CacheEngineConfig, RenderedCache } from './engine';
import { quotasOf, readerLabels } from './render-cache';
import { spreadOverDisks } from './tier';
import { ObjectStorageKind } from '../../../contracts/object-storage';
import { fail } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { fluidOf } from '../../fluid/private/fluid';
import { renderDataLoad } from '../../fluid/private/render-data-load';
import { FLUID_API, nodesOf, renderDataset, ResolvedMount } from '../../fluid/private/render-dataset';
import { spreadBytesPerNode } from '../../private/capacity';
import { hashed, withoutToken } from '../../private/hashed';
import { keysFor } from '../../warm/private/access';
import { bucketFor, ResolvedBucket } from '../../warm/private/resolve-warm';
import { JindoOptions } from '../jindo-options';

/** Jindo is closed: how it cuts files is not published, and coarse pieces are assumed. */
const PIECE_BYTES = 64 * 1024 ** 2;
const GIBI = 1024 ** 3;

/** Jindo, by Fluid: the cache of Alibaba for its own object storage. */
export function jindoEngine({ masters = 1 }: JindoOptions): CacheEngineConfig {
  if (masters !== 1 && masters !== 3) {
    throw fail(undefined, {
      code: 'AIC-3174',
      what: 'Jindo has no such number of masters',
      got: masters,
      want: '1 or 3: Fluid takes any other for 1',
      fix: 'Write CacheEngine.jindo({ masters: 3 }).',
    });
  }
  return {
    engineName: 'jindo',
    // `<name>-jindofs-worker` and a hash.
    longestName: 37,
    storesPlainObjects: true,
    tierLimits: {
      hasWatermarks: true,
      hasLevels: false,
      hasDisks: true,
      isEven: false,
      instead: 'one level of disks of one medium: Fluid hands it no other',
    },
    install: (scope, cluster, kubelet) => fluidOf(scope, cluster, kubelet, 'jindo'),
    bytesPerNode: (footprint, tier) =>
      notInTebi(spreadBytesPerNode(footprint, { blockBytes: PIECE_BYTES, usableShare: tier.highWatermark })),
    render: (scope, files) => {
      const warm = bucketFor(scope, 'Jindo', files.warm);
      checkStorage(scope, warm);
      return renderJindo(masters, files, mountOf(scope, files, warm));
    },
  };
}

/** Fluid translates Gi and Mi only, and Kubernetes turns 1024Gi into 1Ti. */
function notInTebi(bytes: number): number {
  return bytes % (1024 * GIBI) === 0 ? bytes + GIBI : bytes;
}

function checkStorage(scope: IConstruct, { storage, endpoint }: ResolvedBucket): void {
  if (storage === ObjectStorageKind.OSS && !Token.isUnresolved(endpoint)) return;
  throw fail(scope, {
    code: 'AIC-3171',
    what: 'Jindo is closed software of Alibaba for its object storage',
    got: Token.isUnresolved(endpoint) ? 'an endpoint that is known after apply' : `${storage} at ${endpoint}`,
    want: 'a bucket of OSS, with an endpoint that is known at synthesis',
    fix: 'Take CacheEngine.alluxio(), which reads any bucket.',
  });
}

function renderJindo(masters: number, files: CachedFiles, mount: ResolvedMount): RenderedCache {
  return {
    claimName: files.name,
    pathInClaim: mount.name,
    podLabels: readerLabels(files),
    sourceUrl: withoutToken(mount.mountPoint),
    load: { kind: 'data-load', manifest: renderDataLoad(files, mount.name) },
    objects: [
      { id: 'Dataset', manifest: renderDataset(files, mount) },
      { id: 'Runtime', manifest: renderRuntime(masters, files) },
    ],
  };
}

/** Whatever makes it another mount makes another path, as with Alluxio. The endpoint is that of OSS, not of its S3 API. */
function mountOf(scope: IConstruct, { name, path, replicas }: CachedFiles, warm: ResolvedBucket): ResolvedMount {
  const { bucketName, endpoint, pathPrefix } = warm;
  const access = keysFor(scope, 'Jindo', warm.access);
  const prefix = pathPrefix === undefined ? '' : `${pathPrefix}/`;
  const mount = {
    mountPoint: `oss://${bucketName}/${prefix}${path}/`,
    options: {
      'fs.oss.endpoint': endpoint.replace(/^https?:\/\//, '').replace(/^s3\./, ''),
      readCacheReplica: String(replicas),
    },
    encryptOptions: [
      { name: 'fs.oss.accessKeyId', secretName: access.secretName, key: access.accessKeyIdKey },
      { name: 'fs.oss.accessKeySecret', secretName: access.secretName, key: access.secretAccessKeyKey },
    ],
  };
  return { name: hashed(name, mount, 63), ...mount };
}

function renderRuntime(masters: number, files: CachedFiles): Manifest {
  const { tier, pullSecretName } = files;
  const quotas = spreadOverDisks(tier, files.bytesPerNode, false);
  return {
    apiVersion: FLUID_API,
    kind: 'JindoRuntime',
    metadata: { name: files.name, namespace: files.namespace },
    spec: {
      replicas: nodesOf(files.pools),
      // The pull secret of the Fluid chart reaches the pods of the other engines only.
      ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
      tieredstore: {
        levels: [
          {
            mediumtype: tier.disks.map((disk) => disk.medium)[0],
            volumeType: 'hostPath',
            ...quotasOf(quotas),
            high: String(tier.highWatermark),
            low: String(tier.lowWatermark),
          },
        ],
      },
      master: { replicas: masters, resources: { requests: { cpu: '500m', memory: '2Gi' } } },
      worker: { resources: { requests: { cpu: '500m', memory: '4Gi' } } },
      fuse: {
        cleanPolicy: 'OnDemand',
        metrics: { enabled: true },
        resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { cpu: '16', memory: '16Gi' } },
      },
    },
  };
}
