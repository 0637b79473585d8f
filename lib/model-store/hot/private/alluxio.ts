import { IConstruct } from 'constructs';
import { ResolvedAlluxio, resolveAlluxio } from './alluxio-checks';
import { renderProcesses } from './alluxio-processes';
import { CachedFiles, CacheEngineConfig, RenderedCache } from './engine';
import { quotasOf, readerLabels } from './render-cache';
import { mediaOf, ResolvedTier, spreadOverDisks } from './tier';
import { Manifest } from '../../../core/private/manifest-member';
import { Size } from '../../../units/size';
import { fluidOf } from '../../fluid/private/fluid';
import { renderDataLoad } from '../../fluid/private/render-data-load';
import { FLUID_API, nodesOf, renderDataset, ResolvedMount } from '../../fluid/private/render-dataset';
import { spreadBytesPerNode } from '../../private/capacity';
import { hashed, withoutToken } from '../../private/hashed';
import { keysFor } from '../../warm/private/access';
import { bucketUrl, claimUrl, ResolvedBucket, ResolvedFileSystem } from '../../warm/private/resolve-warm';
import { AlluxioOptions } from '../alluxio-options';

/** Alluxio caches blocks of this size, and spreads them over the workers. */
const BLOCK_BYTES = 16 * 1024 ** 2;
/** With several levels it keeps this much of each disk free, to move blocks between them. */
const ALIGN_BYTES = 1024 ** 3;

/** Alluxio, made by Fluid: plain objects, blocks spread over all nodes. */
export function alluxioEngine(options: AlluxioOptions): CacheEngineConfig {
  const resolved = resolveAlluxio(options);
  return {
    engineName: 'alluxio',
    // Fluid makes a StatefulSet `<name>-worker`, whose pods carry a label of that name and a hash: 63 characters in all.
    longestName: 45,
    storesPlainObjects: true,
    tierLimits: { hasWatermarks: true, hasLevels: true, hasDisks: true, isEven: false, instead: 'all of it' },
    install: (scope, cluster, kubelet) => fluidOf(scope, cluster, kubelet, 'alluxio'),
    bytesPerNode: (footprint, tier) =>
      spreadBytesPerNode(footprint, {
        blockBytes: BLOCK_BYTES,
        usableShare: tier.highWatermark,
        reservedBytes: reservedBytes(tier),
      }),
    render: (scope, files) => renderAlluxio(scope, resolved, files),
  };
}

/** The last block of each disk may not fit. */
function reservedBytes(tier: ResolvedTier): number {
  const levels = mediaOf(tier).length + (tier.memoryBytes > 0 ? 1 : 0);
  return tier.disks.length * (levels > 1 ? ALIGN_BYTES : tier.disks.length > 1 ? BLOCK_BYTES : 0);
}

function renderAlluxio(scope: IConstruct, alluxio: ResolvedAlluxio, files: CachedFiles): RenderedCache {
  const mount = mountOf(scope, files);
  return {
    claimName: files.name,
    pathInClaim: mount.name,
    podLabels: readerLabels(files),
    sourceUrl: withoutToken(mount.mountPoint),
    load: { kind: 'data-load', manifest: renderDataLoad(files, mount.name) },
    objects: [
      { id: 'Dataset', manifest: renderDataset(files, mount) },
      { id: 'Runtime', manifest: renderRuntime(alluxio, files) },
    ],
  };
}

/**
 * Fluid compares mounts by their path alone: one whose source changed under the same path would stay as it was, so
 * whatever makes it another mount makes another path.
 */
function mountOf(scope: IConstruct, files: CachedFiles): ResolvedMount {
  const { warm, path } = files;
  const mount = warm.kind === 'bucket' ? objectsOf(scope, warm, path) : filesOf(warm, path);
  return { name: hashed(files.name, mount, 63), ...mount };
}

function objectsOf(scope: IConstruct, warm: ResolvedBucket, path: string): Omit<ResolvedMount, 'name'> {
  const { secretName, accessKeyIdKey, secretAccessKeyKey } = keysFor(scope, 'Alluxio', warm.access);
  return {
    mountPoint: `${bucketUrl(warm)}/${path}`,
    options: optionsOf(warm),
    encryptOptions: [
      { name: 'aws.accessKeyId', secretName, key: accessKeyIdKey },
      { name: 'aws.secretKey', secretName, key: secretAccessKeyKey },
    ],
  };
}

/** Fluid mounts the claim into the pods of Alluxio, which read it as a local directory. */
function filesOf(warm: ResolvedFileSystem, path: string): Omit<ResolvedMount, 'name'> {
  return { mountPoint: claimUrl(warm, path), options: {}, encryptOptions: [] };
}

function optionsOf(warm: ResolvedBucket): { [name: string]: string } {
  return {
    'alluxio.underfs.s3.disable.dns.buckets': String(warm.usePathStyle),
    'alluxio.underfs.s3.endpoint': warm.endpoint,
    ...(warm.region === undefined ? {} : { 'alluxio.underfs.s3.endpoint.region': warm.region }),
    // Object ACLs are asked for otherwise, which costs a request each and which most storages refuse.
    'alluxio.underfs.s3.inherit.acl': 'false',
    'alluxio.underfs.s3.secure.http.enabled': String(!warm.endpoint.startsWith('http://')),
  };
}

/** The cache: one worker on each node of the pools. Its images and pull secret come from the values of the Fluid chart. */
function renderRuntime({ processes, properties }: ResolvedAlluxio, files: CachedFiles): Manifest {
  const { tier } = files;
  return {
    apiVersion: FLUID_API,
    kind: 'AlluxioRuntime',
    metadata: { name: files.name, namespace: files.namespace },
    spec: {
      replicas: nodesOf(files.pools),
      data: { replicas: files.replicas },
      properties: {
        ...properties,
        'alluxio.user.block.size.bytes.default': `${BLOCK_BYTES / 1024 ** 2}MB`,
        // Blocks that are read before they are cached go where the arithmetic expects them, not to the reader's node.
        'alluxio.user.ufs.block.read.location.policy': 'alluxio.client.block.policy.DeterministicHashPolicy',
        'alluxio.user.ufs.block.read.location.policy.deterministic.hash.shards': String(files.replicas),
        ...freeAhead(files),
      },
      tieredstore: { levels: levelsOf(files) },
      ...renderProcesses(processes, tier.memoryBytes),
    },
  };
}

/**
 * Since 2.3 Alluxio evicts when a block finds no room, and knows no watermarks; what it frees ahead is what the low one
 * means. Without an own one it frees what the next block needs.
 */
function freeAhead({ tier, bytesPerNode }: CachedFiles): { [key: string]: string } {
  if (!tier.hasOwnWatermarks) return {};
  const bytes = Math.floor((bytesPerNode * (1 - tier.lowWatermark)) / BLOCK_BYTES) * BLOCK_BYTES;
  return { 'alluxio.worker.tieredstore.free.ahead.bytes': String(bytes) };
}

/** A level holds one medium. Fluid sorts levels by it; several disks are separated by commas, and so are their quotas. */
function levelsOf({ tier, bytesPerNode }: CachedFiles): Manifest[] {
  const quotas = spreadOverDisks(tier, bytesPerNode, false);
  const watermarks = { high: String(tier.highWatermark), low: String(tier.lowWatermark) };
  const memory = {
    mediumtype: 'MEM',
    volumeType: 'hostPath',
    path: '/dev/shm',
    quota: Size.bytes(tier.memoryBytes).toQuantity(),
    ...watermarks,
  };
  return [
    ...(tier.memoryBytes > 0 ? [memory] : []),
    ...mediaOf(tier).map((medium) => ({
      mediumtype: medium,
      volumeType: 'hostPath',
      ...quotasOf(quotas.filter((disk) => disk.medium === medium)),
      ...watermarks,
    })),
  ];
}
