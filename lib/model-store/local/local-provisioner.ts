import { LocalProvisionerConfig } from './private/provisioner-config';
import { StaticProvisioner } from './private/static-provisioner';
import { TopoLvm } from './private/topolvm';
import { fail } from '../../core/private/fail';
import { Size } from '../../units/size';

/** File systems that volumes can have. */
export enum LocalFileSystem {
  /** XFS: large files, and what NVMe disks of training nodes mostly have. */
  XFS = 'xfs',
  /** ext4. */
  EXT4 = 'ext4',
  /** Btrfs. */
  BTRFS = 'btrfs',
}

/** Where logical volumes are made. */
export interface TopoLvmOptions {
  /** Volume group of LVM, which is on every node of the pools. Something else makes it when the nodes are set up. */
  readonly volumeGroup: string;

  /**
   * Disks that a volume is spread over: it is as fast as all of them together, and lost with any of them.
   *
   * @default - one: as LVM places it
   */
  readonly stripes?: number;

  /**
   * Space of the volume group that is left alone.
   *
   * @default Size.gibibytes(10)
   */
  readonly spare?: Size;

  /**
   * File system of the volumes.
   *
   * @default LocalFileSystem.XFS
   */
  readonly fileSystem?: LocalFileSystem;

  /**
   * Where the kubelet of the nodes keeps its files.
   *
   * @default '/var/lib/kubelet'
   */
  readonly kubeletDirectory?: string;
}

/** Where file systems are mounted. */
export interface MountedDisksOptions {
  /**
   * Directory on the nodes. A file system that is mounted in a directory below it is a volume, whole; a directory without
   * one is none.
   *
   * @default '/mnt/disks'
   */
  readonly directory?: string;
}

/**
 * The software that makes local volumes.
 *
 * @example
 * import { LocalProvisioner, LocalFileSystem } from 'cdktf-ai-cloud';
 *
 * const striped = LocalProvisioner.topoLvm({ volumeGroup: 'nvme', stripes: 4, fileSystem: LocalFileSystem.EXT4 });
 * const mounted = LocalProvisioner.mountedDisks({ directory: '/mnt/disks' });
 */
export class LocalProvisioner {
  /**
   * TopoLVM: logical volumes of the size that is asked for, on the node that has room. They can grow.
   *
   * @see https://github.com/topolvm/topolvm
   */
  public static topoLvm(options: TopoLvmOptions): LocalProvisioner {
    const { volumeGroup, stripes, spare = Size.gibibytes(10) } = options;
    const { fileSystem = LocalFileSystem.XFS, kubeletDirectory = '/var/lib/kubelet' } = options;
    checkVolumeGroup(volumeGroup);
    checkStripes(stripes);
    checkDirectory(kubeletDirectory);
    return new LocalProvisioner({
      provisionerName: 'topolvm',
      bind: (scope, wanted) => {
        const topoLvm = TopoLvm.of(scope, wanted.cluster, kubeletDirectory);
        const name = wanted.storageClassName;
        topoLvm.add(wanted, { name, volumeGroup, stripes, spareGibibytes: Math.ceil(spare.inBytes / 1024 ** 3) });
        return {
          driver: 'topolvm.io',
          parameters: { 'csi.storage.k8s.io/fstype': fileSystem, 'topolvm.io/device-class': name },
          growable: true,
          ready: topoLvm.chart,
        };
      },
    });
  }

  /**
   * The static provisioner of Kubernetes: a whole disk for each claim, as it is mounted. Simplest, and the fastest; what a
   * claim does not use is lost to others.
   *
   * @see https://github.com/kubernetes-sigs/sig-storage-local-static-provisioner
   */
  public static mountedDisks(options: MountedDisksOptions = {}): LocalProvisioner {
    const directory = checkDirectory(options.directory ?? '/mnt/disks');
    return new LocalProvisioner({
      provisionerName: 'local-static-provisioner',
      bind: (scope, wanted) => {
        const provisioner = StaticProvisioner.of(wanted.cluster);
        provisioner.include(scope, wanted, directory);
        return {
          driver: 'kubernetes.io/no-provisioner',
          parameters: {},
          growable: false,
          ready: provisioner.bundle,
        };
      },
    });
  }

  private constructor(private readonly config: LocalProvisionerConfig) {}

  /** Name of the software, for example `topolvm`. */
  public get provisionerName(): string {
    return this.config.provisionerName;
  }

  /** @internal */
  public get _config(): LocalProvisionerConfig {
    return this.config;
  }
}

function checkVolumeGroup(name: string): void {
  if (/^[A-Za-z0-9_+.][A-Za-z0-9_+.-]{0,126}$/.test(name) && name !== '.' && name !== '..') return;
  throw fail(undefined, {
    code: 'AIC-3210',
    what: 'LVM knows no such volume group',
    got: name,
    want: "letters, digits and _ + . -, without '-' at the start, at most 127",
    fix: "Write volumeGroup: 'nvme', the group that vgcreate made on the nodes.",
  });
}

function checkStripes(stripes: number | undefined): void {
  if (stripes === undefined || (Number.isInteger(stripes) && stripes >= 2 && stripes <= 128)) return;
  throw fail(undefined, {
    code: 'AIC-3211',
    what: 'a volume cannot be spread over so many disks',
    got: stripes,
    want: 'a whole number from 2 to 128, the disks of the volume group',
    fix: 'Leave stripes out for volumes on one disk each.',
  });
}

function checkDirectory(directory: string): string {
  if (directory.length <= 128 && /^(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(directory)) return directory;
  throw fail(undefined, {
    code: 'AIC-3217',
    what: 'the directory is none on a node',
    got: directory,
    want: "one absolute path of letters, digits and . _ -, without '/' at its end",
    fix: "Write for example '/mnt/disks'.",
  });
}
