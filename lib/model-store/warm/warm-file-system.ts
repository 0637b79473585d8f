import { Token } from 'cdktf';
import {
  CfsTurboOptions,
  CpfsOptions,
  CsiVolumeOptions,
  FileSystemOptions,
  FsxLustreOptions,
  NfsOptions,
  OssMountOptions,
  PfsOptions,
} from './file-system-options';
import { ResolvedMounted, VolumeSource } from './private/file-system';
import { fail } from '../../core/private/fail';
import { checkDnsLabel } from '../../core/private/names';
import { Size } from '../../units/size';

/**
 * A file system that holds models warm: mounted by nodes and read in place of a bucket.
 *
 * It exists; a PersistentVolume and its claim are made for it in the namespace of the models. The cloud's CSI driver runs
 * already. Files stay when the claim goes.
 *
 * @example
 * import { WarmFileSystem, WarmTier } from 'cdktf-ai-cloud';
 *
 * const warm = WarmTier.fileSystem(WarmFileSystem.cfsTurbo({ mountId: '1a2b3c4d', host: '10.0.0.12' }), { pathPrefix: 'models' });
 */
export class WarmFileSystem {
  /** A claim that exists in the namespace of the models. */
  public static existingClaim(claimName: string): WarmFileSystem {
    return new WarmFileSystem({
      kind: 'claim',
      // Fluid names a volume of its pods like the claim, which is stricter than what a claim may be called.
      claimName: checkDnsLabel(undefined, 'the name of the claim', claimName),
    });
  }

  /**
   * Tencent CFS Turbo, with the Lustre client that the driver brings.
   *
   * @see https://github.com/TencentCloud/kubernetes-csi-tencentcloud/blob/master/docs/README_CFSTURBO.md
   */
  public static cfsTurbo(options: CfsTurboOptions): WarmFileSystem {
    const { mountId, host, path = '/' } = options;
    return WarmFileSystem.of(options, 'tencent', {
      kind: 'csi',
      driver: 'com.tencent.cloud.csi.cfsturbo',
      attributes: { fsid: mountId, host, path: checkDirectory(path), rootdir: '/cfs' },
    });
  }

  /**
   * Alibaba CPFS for intelligent computing.
   *
   * @see https://github.com/kubernetes-sigs/alibaba-cloud-csi-driver/blob/master/docs/bmcpfs-helm-readme.md
   */
  public static cpfs(options: CpfsOptions): WarmFileSystem {
    const { fileSystemId, vpcMountTarget, vscMountTarget, path } = options;
    return WarmFileSystem.of(options, 'alibaba', {
      kind: 'csi',
      driver: 'bmcpfsplugin.csi.alibabacloud.com',
      volumeHandle: fileSystemId,
      attributes: {
        vpcMountTarget,
        ...(vscMountTarget === undefined ? {} : { vscMountTarget }),
        ...(path === undefined ? {} : { path: checkDirectory(path) }),
      },
    });
  }

  /** Baidu PFS. */
  public static pfs(options: PfsOptions): WarmFileSystem {
    const { address, parentDirectory = '/', path = '' } = options;
    return WarmFileSystem.of(options, 'baidu', {
      kind: 'csi',
      driver: 'csi-clusterfileplugin',
      attributes: { clusterIP: address, clusterPort: '8888', parentDir: checkDirectory(parentDirectory), path },
    });
  }

  /**
   * Amazon FSx for Lustre.
   *
   * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/tree/master/examples/kubernetes/static_provisioning
   */
  public static fsxLustre(options: FsxLustreOptions): WarmFileSystem {
    return WarmFileSystem.of(options, 'aws-china', {
      kind: 'csi',
      driver: 'fsx.csi.aws.com',
      attributes: { dnsname: options.dnsName, mountname: options.mountName },
    });
  }

  /** An export of NFS, which kubelet mounts without a driver. */
  public static nfs(options: NfsOptions): WarmFileSystem {
    return WarmFileSystem.of(options, undefined, {
      kind: 'nfs',
      server: options.server,
      path: checkDirectory(options.path ?? '/'),
    });
  }

  /**
   * A bucket of Alibaba OSS that nodes mount by RRSA, so that no key exists. The bucket stays plain objects; a file is read
   * slower than by an S3 client.
   *
   * @see https://github.com/kubernetes-sigs/alibaba-cloud-csi-driver/blob/master/docs/oss.md
   */
  public static ossBucket(options: OssMountOptions): WarmFileSystem {
    const { bucketName, endpoint, roleName, path = '/' } = options;
    return WarmFileSystem.of(options, 'alibaba', {
      kind: 'csi',
      driver: 'ossplugin.csi.alibabacloud.com',
      attributes: { authType: 'rrsa', bucket: bucketName, path: checkDirectory(path), roleName, url: endpoint },
    });
  }

  /** A file system of any other CSI driver. */
  public static csi(options: CsiVolumeOptions): WarmFileSystem {
    const { driver, attributes, volumeHandle } = options;
    if (!/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/i.test(driver)) {
      throw fail(undefined, {
        code: 'AIC-3235',
        what: 'the CSI driver has no such name',
        got: driver,
        want: "letters, digits, '-' and '.', at most 63",
        fix: 'Give what kubectl get csidrivers shows.',
      });
    }
    return WarmFileSystem.of(options, undefined, { kind: 'csi', driver, attributes, volumeHandle });
  }

  private static of(options: FileSystemOptions, cloud: string | undefined, source: VolumeSource): WarmFileSystem {
    return new WarmFileSystem({
      kind: 'volume',
      source,
      capacity: (options.capacity ?? Size.tebibytes(1)).toQuantity(),
      mountOptions: options.mountOptions ?? [],
      cloud,
    });
  }

  private constructor(private readonly mounted: ResolvedMounted) {}

  /** @internal */
  public get _mounted(): ResolvedMounted {
    return this.mounted;
  }
}

function checkDirectory(path: string): string {
  if (!Token.isUnresolved(path) && !/^\/([\w.@+=-]+(\/[\w.@+=-]+)*)?$/.test(path)) {
    throw fail(undefined, {
      code: 'AIC-3236',
      what: 'the path is no directory of the file system',
      got: path,
      want: "an absolute path without '/' at its end",
      fix: "Write '/models', or leave it out for the root.",
    });
  }
  return path;
}
