import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { checkOneCopy } from './checks';
import { CachedFiles, CacheEngineConfig, RenderedCache } from './engine';
import { readerLabels } from './render-cache';
import { Manifest } from '../../../core/private/manifest-member';
import { fail, prose } from '../../../core/private/fail';
import { Size } from '../../../units/size';
import { fluidOf } from '../../fluid/private/fluid';
import { FLUID_API, nodesOf, renderDataset, ResolvedMount } from '../../fluid/private/render-dataset';
import { spreadBytesPerNode } from '../../private/capacity';

/** EFC is closed: how it cuts files is not published, and coarse pieces are assumed. */
const PIECE_BYTES = 64 * 1024 ** 2;
/** What Fluid takes for NAS and for CPFS: of CPFS, the export of its protocol service. */
const SERVERS: readonly { readonly scheme: string; readonly server: RegExp; readonly path: RegExp }[] = [
  { scheme: 'nfs', server: /^[a-z0-9-]+\.[a-z0-9-]+\.nas\.aliyuncs\.com$/, path: /^\// },
  { scheme: 'cpfs', server: /^[a-z0-9-]+\.[a-z0-9-]+\.cpfs\.aliyuncs\.com$/, path: /^\/share/ },
];

/** EFC, by Fluid: Alibaba's client of NAS, with a cache that the nodes share. */
export function efcEngine(): CacheEngineConfig {
  return {
    engineName: 'efc',
    longestName: 45,
    storesPlainObjects: true,
    tierLimits: {
      hasWatermarks: false,
      hasLevels: false,
      hasDisks: false,
      isEven: true,
      instead: 'one disk with a quota: Fluid hands it the first path of the first level alone',
    },
    install: (scope, cluster, kubelet) => fluidOf(scope, cluster, kubelet, 'efc'),
    bytesPerNode: (footprint, tier) =>
      spreadBytesPerNode(footprint, { blockBytes: PIECE_BYTES, usableShare: tier.highWatermark }),
    render: (scope, files) => {
      checkOneCopy(scope, 'efc', files, 'nodes share one copy');
      return renderEfc(files, mountOf(scope, files));
    },
  };
}

function renderEfc(files: CachedFiles, mount: ResolvedMount): RenderedCache {
  return {
    claimName: files.name,
    // The claim's root is the path prefix: a source that changes is another path, and the mount stays.
    pathInClaim: files.path,
    podLabels: readerLabels(files),
    sourceUrl: `${mount.mountPoint}${files.path}`,
    // Fluid has no loader for it.
    load: { kind: 'reading' },
    objects: [
      { id: 'Dataset', manifest: renderDataset(files, mount) },
      { id: 'Runtime', manifest: renderRuntime(files) },
    ],
  };
}

function mountOf(scope: IConstruct, { name, warm }: CachedFiles): ResolvedMount {
  const source = warm.kind === 'file-system' ? warm.source : undefined;
  const nfs = source?.kind === 'nfs' && !Token.isUnresolved(source.server) ? source : undefined;
  const found = SERVERS.find(({ server, path }) => nfs !== undefined && server.test(nfs.server) && path.test(nfs.path));
  if (nfs === undefined || found === undefined) {
    throw fail(scope, {
      code: 'AIC-3169',
      what: 'EFC is closed software of Alibaba for its NAS and CPFS',
      got: prose(warm.kind === 'bucket' ? 'a bucket' : `the claim ${warm.claimName} of another file system`),
      want: 'an export of NAS, or /share of CPFS, whose host is known at synthesis',
      fix:
        "Write WarmTier.fileSystem(WarmFileSystem.nfs({ server: '1a2b3c-abc12.cn-hangzhou.nas.aliyuncs.com' })), " +
        'or take CacheEngine.alluxio().',
    });
  }
  const directory = [nfs.path.replace(/\/$/, ''), warm.pathPrefix].filter((part) => part !== undefined).join('/');
  return { name, mountPoint: `${found.scheme}://${nfs.server}:${directory}/`, options: {}, encryptOptions: [] };
}

/** One worker on each node, a master, and FUSE where pods read. Their images come from the values of the Fluid chart. */
function renderRuntime(files: CachedFiles): Manifest {
  const [disk] = files.tier.disks;
  return {
    apiVersion: FLUID_API,
    kind: 'EFCRuntime',
    metadata: { name: files.name, namespace: files.namespace },
    spec: {
      replicas: nodesOf(files.pools),
      tieredstore: {
        levels: [
          {
            mediumtype: disk?.medium,
            volumeType: 'hostPath',
            path: disk?.path,
            quota: Size.bytes(files.bytesPerNode).toQuantity(),
          },
        ],
      },
      master: { replicas: 1, resources: { requests: { cpu: '500m', memory: '1Gi' } } },
      worker: { resources: { requests: { cpu: '500m', memory: '2Gi' } } },
      fuse: {
        cleanPolicy: 'OnDemand',
        resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { cpu: '16', memory: '16Gi' } },
      },
    },
  };
}
