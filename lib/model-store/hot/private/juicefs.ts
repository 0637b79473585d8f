import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { checkOneCopy } from './checks';
import { CachedFiles, CacheEngineConfig, Footprint, RenderedCache } from './engine';
import { readerLabels } from './render-cache';
import { ResolvedTier } from './tier';
import { ObjectStorageKind } from '../../../contracts/object-storage';
import { fail } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { isDnsSubdomain } from '../../../core/private/names';
import { Size } from '../../../units/size';
import { fluidOf } from '../../fluid/private/fluid';
import { renderDataLoad } from '../../fluid/private/render-data-load';
import { FLUID_API, nodesOf, renderDataset, ResolvedMount } from '../../fluid/private/render-dataset';
import { fullestShare, roundUp } from '../../private/capacity';
import { withoutToken } from '../../private/hashed';
import { keysFor } from '../../warm/private/access';
import { bucketFor, ResolvedBucket } from '../../warm/private/resolve-warm';
import { JuiceFsOptions } from '../juice-fs-options';

/** JuiceFS cuts files into blocks of this size. */
const BLOCK_BYTES = 4 * 1024 ** 2;
/** A cached block also has checksums, and counts as a page more. */
const USABLE_SHARE = 0.99;
/**
 * JuiceFS also evicts when a disk gets full, whoever filled it. Its caches leave room for others; what is pinned stays until
 * there is almost none.
 */
const PINNED_FREE_SHARE = 0.01;
/** Fluid ends a load after half an hour otherwise. */
const LOAD_TIMEOUT = '24h';

/** JuiceFS of the community, by Fluid: a bucket format of its own, and a whole copy on each node that reads. */
export function juiceFsEngine(options: JuiceFsOptions): CacheEngineConfig {
  checkVolume(options);
  return {
    engineName: 'juicefs',
    longestName: 45,
    storesPlainObjects: false,
    wholeCopies: 'of-warm-tier',
    tierLimits: {
      hasWatermarks: false,
      hasLevels: false,
      hasDisks: true,
      isEven: true,
      instead:
        'disks of one medium; it evicts when its quota is full, or less than 100 % - usablePercent of a disk is free',
    },
    install: (scope, cluster, kubelet) => fluidOf(scope, cluster, kubelet, 'juicefs'),
    bytesPerNode,
    render: (scope, files) => {
      checkOneCopy(scope, 'juicefs', files, 'each node that reads has a copy of its own');
      return renderJuiceFs(scope, options, files, bucketFor(scope, 'JuiceFS', files.warm));
    },
  };
}

/** Workers of the community's edition share nothing; blocks are spread over the disks by a hash. */
function bytesPerNode({ size }: Footprint, { disks }: ResolvedTier): number {
  const blocks = Math.ceil(size.inBytes / BLOCK_BYTES);
  return roundUp((disks.length * fullestShare(blocks, 1 / disks.length) * BLOCK_BYTES) / USABLE_SHARE);
}

function renderJuiceFs(
  scope: IConstruct,
  options: JuiceFsOptions,
  files: CachedFiles,
  warm: ResolvedBucket,
): RenderedCache {
  return {
    claimName: files.name,
    // The claim's root is the path prefix: a source that changes is another path, and the mount stays.
    pathInClaim: files.path,
    podLabels: readerLabels(files),
    sourceUrl: withoutToken(`juicefs://${options.volumeName}${rootOf(warm)}${files.path}`),
    load: { kind: 'data-load', manifest: renderDataLoad(files, files.path, { timeout: LOAD_TIMEOUT }) },
    objects: [
      { id: 'Dataset', manifest: renderDataset(files, mountOf(scope, options, warm)) },
      { id: 'Runtime', manifest: renderRuntime(files) },
    ],
  };
}

/** The volume is named by its mount, and the directory in it by the mount point. */
function mountOf(scope: IConstruct, { volumeName, metadataUrl }: JuiceFsOptions, warm: ResolvedBucket): ResolvedMount {
  const access = keysFor(scope, 'JuiceFS', warm.access);
  return {
    name: volumeName,
    mountPoint: `juicefs://${rootOf(warm).replace(/(.)\/$/, '$1')}`,
    options: storageOf(scope, warm),
    encryptOptions: [
      { name: 'metaurl', secretName: metadataUrl.secretName, key: metadataUrl.key },
      { name: 'access-key', secretName: access.secretName, key: access.accessKeyIdKey },
      { name: 'secret-key', secretName: access.secretName, key: access.secretAccessKeyKey },
    ],
  };
}

/** With a slash at both ends. */
function rootOf({ pathPrefix }: ResolvedBucket): string {
  return pathPrefix === undefined ? '/' : `/${pathPrefix}/`;
}

/** JuiceFS has a client for each cloud, which wants the cloud's own endpoint and the bucket in the host. */
function storageOf(scope: IConstruct, warm: ResolvedBucket): { [name: string]: string } {
  const { bucketName, endpoint, usePathStyle, storage } = warm;
  if (usePathStyle) return { storage: 'minio', bucket: `${endpoint}/${bucketName}` };
  if (Token.isUnresolved(endpoint)) {
    throw fail(scope, {
      code: 'AIC-3175',
      what: 'JuiceFS writes the bucket into the host of an endpoint that is not known',
      got: 'an endpoint that is known after apply',
      want: 'an endpoint that is known at synthesis, or the bucket in the path',
      fix: 'Give the endpoint as text, or usePathStyle: true where the storage takes it.',
    });
  }
  const isOwn = storage === ObjectStorageKind.OSS || storage === ObjectStorageKind.BOS;
  const host = endpoint.replace(/^https?:\/\//, '').replace(isOwn ? /^s3\./ : /^$/, '');
  const scheme = endpoint.startsWith('http://') ? 'http' : 'https';
  return {
    storage: storage === ObjectStorageKind.S3_COMPATIBLE ? 's3' : storage,
    bucket: `${scheme}://${bucketName}.${host}`,
  };
}

/**
 * One worker on each node, which fills the cache; FUSE on the same node reads it from the same directories, of which each
 * dataset has its own. Only the first level is read; disks are separated by colons; the low watermark is the share of
 * a disk that stays free.
 */
function renderRuntime(files: CachedFiles): Manifest {
  const { tier, namespace, name } = files;
  const resources = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '8', memory: '5Gi' } };
  return {
    apiVersion: FLUID_API,
    kind: 'JuiceFSRuntime',
    metadata: { name, namespace },
    spec: {
      replicas: nodesOf(files.pools),
      tieredstore: {
        levels: [
          {
            mediumtype: tier.disks.map((disk) => disk.medium)[0],
            volumeType: 'hostPath',
            path: tier.disks.map((disk) => `${disk.path}/${namespace}/${name}`).join(':'),
            quota: Size.bytes(files.bytesPerNode).toQuantity(),
            low: String(files.isPinned ? PINNED_FREE_SHARE : (100 - tier.usablePercent) / 100),
          },
        ],
      },
      // Its port on the host keeps two workers off one node.
      worker: { networkMode: 'HostNetwork', resources },
      fuse: { networkMode: 'ContainerNetwork', cleanPolicy: 'OnDemand', resources },
    },
  };
}

function checkVolume({ volumeName, metadataUrl }: JuiceFsOptions): void {
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(volumeName)) {
    throw fail(undefined, {
      code: 'AIC-3172',
      what: 'JuiceFS has no volume of this name',
      got: volumeName,
      want: "3 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends",
      fix: "Write volumeName: 'models', as it was formatted.",
    });
  }
  if (!isDnsSubdomain(metadataUrl.secretName) || !/^[-._a-zA-Z0-9]{1,253}$/.test(metadataUrl.key)) {
    throw fail(undefined, {
      code: 'AIC-3173',
      what: 'the URL of the metadata store is in no Secret',
      got: metadataUrl,
      want: 'the names of a Secret and of a key in it',
      fix: "Write metadataUrl: { secretName: 'juicefs-models', key: 'metaurl' }: the URL holds a password.",
    });
  }
}
