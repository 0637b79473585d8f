import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { CachedFiles, CacheEngineConfig } from './engine';
import { renderCopies } from './render-dragonfly-copies';
import { ICluster } from '../../../contracts/cluster';
import { ObjectStorageKind } from '../../../contracts/object-storage';
import { IPool } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import type { Dragonfly } from '../../distribution/dragonfly';
import { Prefetch } from '../../moving/prefetch';
import { keysFor } from '../../warm/private/access';
import { bucketFor, ResolvedBucket } from '../../warm/private/resolve-warm';

const GIBI = 1024 ** 3;
const READER = 'Dragonfly';

/** What Dragonfly calls a storage whose own API it speaks; it reaches all others by S3, with the bucket in the path. */
const SCHEMES: { readonly [kind in ObjectStorageKind]?: string } = {
  [ObjectStorageKind.COS]: 'cos',
  [ObjectStorageKind.OSS]: 'oss',
};

/**
 * A DaemonSet whose pods each have their node's Dragonfly put the files into a directory, and a volume of that directory
 * on every node. A volume whose directory is missing is not mounted, so pods wait for their copy.
 */
export function dragonflyEngine(dragonfly: Dragonfly): CacheEngineConfig {
  return {
    engineName: 'dragonfly',
    longestName: 45,
    storesPlainObjects: true,
    wholeCopies: 'of-peers',
    tierLimits: {
      hasWatermarks: false,
      hasLevels: false,
      hasDisks: false,
      isEven: true,
      instead: 'one disk, on which copies stay until their directory is removed',
    },
    install: () => dragonfly.ready,
    bytesPerNode: ({ size }) => Math.ceil(size.inBytes / GIBI) * GIBI,
    render: (scope, files, cluster) => {
      const bucket = bucketFor(scope, READER, files.warm);
      const directory = files.tier.disks[0]?.path ?? '';
      checkPlace(scope, dragonfly, cluster, files, directory);
      checkFiles(scope, dragonfly, files, bucket);
      const keys = keysFor(scope, READER, bucket.access);
      const path = [bucket.pathPrefix, files.path].filter((part) => part !== undefined).join('/');
      const url = `${SCHEMES[bucket.storage] ?? 's3'}://${bucket.bucketName}/${path}/`;
      return renderCopies({ files, bucket, keys, url, directory: `${directory}/copies` }, cluster.registries);
    },
  };
}

function checkPlace(
  scope: IConstruct,
  dragonfly: Dragonfly,
  cluster: ICluster,
  files: CachedFiles,
  directory: string,
): void {
  const peers = new Set(dragonfly.pools.map(({ poolName }: IPool) => poolName));
  const alone = files.pools.find(({ name }) => !peers.has(name));
  if (dragonfly.cluster.node.path !== cluster.node.path || alone !== undefined) {
    throw fail(scope, {
      code: 'AIC-3338',
      what: 'nodes that hold copies are no peers of Dragonfly',
      got: prose(alone === undefined ? `Dragonfly of ${dragonfly.cluster.node.path}` : `pool ${alone.name}`),
      want: `pools of ${dragonfly.node.path}: ${[...peers].join(', ')}`,
      fix: 'Add the pool to new Dragonfly(…, { pools }), or leave it out (hotPools).',
    });
  }
  if (!directory.startsWith(`${dragonfly.nvmePath}/`)) {
    throw fail(scope, {
      code: 'AIC-3339',
      what: 'Dragonfly does not see the directory of the copies',
      got: directory,
      want: `a directory below ${dragonfly.nvmePath}, the nvmePath of Dragonfly`,
      fix: `Write HotTier.nvme({ cachePath: '${dragonfly.nvmePath}/models', … }).`,
    });
  }
}

function checkFiles(scope: IConstruct, dragonfly: Dragonfly, files: CachedFiles, bucket: ResolvedBucket): void {
  const isReachable =
    SCHEMES[bucket.storage] !== undefined || bucket.usePathStyle || bucket.storage === ObjectStorageKind.S3;
  if (Token.isUnresolved(bucket.bucketName) || !isReachable) {
    throw fail(scope, {
      code: 'AIC-3340',
      what: 'Dragonfly cannot read the bucket',
      got: prose(
        Token.isUnresolved(bucket.bucketName) ? 'a name that Terraform makes' : 'a bucket that is part of the host',
      ),
      want: 'a name known at synthesis, in COS, OSS, S3, or a storage that takes the bucket as part of the path',
      fix: 'Set usePathStyle: true where the storage allows it, or use CacheEngine.localModelCache().',
    });
  }
  if (files.replicas !== 1 || files.prefetch !== Prefetch.ON_DEPLOY) {
    throw fail(scope, {
      code: 'AIC-3341',
      what: 'every node gets one whole copy as soon as it is deployed',
      got: prose(files.replicas === 1 ? 'files that are not prefetched on deploy' : `replicas: ${files.replicas}`),
      want: 'Prefetch.ON_DEPLOY, and neither replicas nor cacheSize',
      fix: 'Leave them out; hotPools says which nodes hold a copy.',
    });
  }
  if (files.bytesPerNode > dragonfly.cacheSize.inBytes) {
    throw fail(scope, {
      code: 'AIC-3342',
      what: 'Dragonfly has no room to hand the files on',
      got: files.footprint.size.toString(),
      want: `at most ${dragonfly.cacheSize}, its cacheSize`,
      fix: 'Raise cacheSize of Dragonfly: what is larger is refused by its clients.',
    });
  }
}
