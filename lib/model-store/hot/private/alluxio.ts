import { IConstruct } from 'constructs';
import { CachedFiles, CacheEngineConfig, RenderedCache } from './engine';
import { Manifest } from '../../../core/private/manifest-member';
import { Size } from '../../../units/size';
import { fluidOf } from '../../fluid/private/fluid';
import { renderDataLoad } from '../../fluid/private/render-data-load';
import { FLUID_API, nodesOf, renderDataset, ResolvedMount } from '../../fluid/private/render-dataset';
import { HIGH_WATERMARK, LOW_WATERMARK, spreadBytesPerNode } from '../../private/capacity';
import { hashed, withoutToken } from '../../private/hashed';
import { keysFor } from '../../warm/private/access';
import { bucketUrl, claimUrl, ResolvedBucket, ResolvedFileSystem } from '../../warm/private/resolve-warm';

/** Alluxio, made by Fluid: plain objects, blocks spread over all nodes. */
export function alluxioEngine(): CacheEngineConfig {
  return {
    engineName: 'alluxio',
    // Fluid makes a StatefulSet `<name>-worker`, whose pods carry a label of that name and a hash: 63 characters in all.
    longestName: 45,
    install: fluidOf,
    bytesPerNode: spreadBytesPerNode,
    render: (scope, files) => renderAlluxio(scope, files),
  };
}

function renderAlluxio(scope: IConstruct, files: CachedFiles): RenderedCache {
  const mount = mountOf(scope, files);
  return {
    claimName: files.name,
    pathInClaim: mount.name,
    podLabels: { 'fuse.serverful.fluid.io/inject': 'true', [`fluid.io/dataset.${files.name}.sched`]: 'required' },
    sourceUrl: withoutToken(mount.mountPoint),
    load: { kind: 'data-load', manifest: renderDataLoad(files, mount.name) },
    objects: [
      { id: 'Dataset', manifest: renderDataset(files, mount) },
      { id: 'Runtime', manifest: renderRuntime(files) },
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
function renderRuntime(files: CachedFiles): Manifest {
  return {
    apiVersion: FLUID_API,
    kind: 'AlluxioRuntime',
    metadata: { name: files.name, namespace: files.namespace },
    spec: {
      replicas: nodesOf(files.pools),
      data: { replicas: files.replicas },
      properties: {
        'alluxio.user.block.size.bytes.default': '16MB',
        // Blocks that are read before they are cached go where the arithmetic expects them, not to the reader's node.
        'alluxio.user.ufs.block.read.location.policy': 'alluxio.client.block.policy.DeterministicHashPolicy',
        'alluxio.user.ufs.block.read.location.policy.deterministic.hash.shards': String(files.replicas),
      },
      tieredstore: {
        levels: [
          {
            mediumtype: 'SSD',
            volumeType: 'hostPath',
            path: files.cachePath,
            quota: Size.bytes(files.bytesPerNode).toQuantity(),
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

function requests(cpu: string, memory: string): Manifest {
  return { requests: { cpu, memory } };
}
