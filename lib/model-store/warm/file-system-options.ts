import { Size } from '../../units/size';

/** What is true of every file system that gets a claim. */
export interface FileSystemOptions {
  /**
   * Capacity that the claim shows. Nothing enforces it: what a file system holds is decided where it is made.
   *
   * @default Size.tebibytes(1)
   */
  readonly capacity?: Size;

  /**
   * Options of the mount, for example `flock`.
   *
   * @default - those of the driver
   */
  readonly mountOptions?: string[];
}

/** A CFS Turbo of Tencent. */
export interface CfsTurboOptions extends FileSystemOptions {
  /** The `fsid` that the console shows under mount points, which is not the `cfs-…` of the file system. */
  readonly mountId: string;
  /** Address of its mount point. */
  readonly host: string;
  /**
   * Directory of the file system that is mounted, from its root.
   *
   * @default '/'
   */
  readonly path?: string;
}

/** A CPFS of Alibaba for intelligent computing. */
export interface CpfsOptions extends FileSystemOptions {
  /** Its id: `bmcpfs-…`. One file system gets one claim in a cluster. */
  readonly fileSystemId: string;
  /** Mount target in the VPC, for nodes that are no Lingjun nodes. */
  readonly vpcMountTarget: string;
  /**
   * Mount target by VSC, for Lingjun nodes.
   *
   * @default - the driver asks the cloud for it
   */
  readonly vscMountTarget?: string;
  /**
   * Directory of the file system that is mounted.
   *
   * @default '/'
   */
  readonly path?: string;
}

/** A PFS of Baidu. */
export interface PfsOptions extends FileSystemOptions {
  /** Address of the instance. */
  readonly address: string;
  /**
   * Directory that paths of claims start at.
   *
   * @default '/'
   */
  readonly parentDirectory?: string;
  /**
   * Directory that is mounted, from the parent directory.
   *
   * @default - the parent directory itself
   */
  readonly path?: string;
}

/** An FSx for Lustre of AWS. */
export interface FsxLustreOptions extends FileSystemOptions {
  /** Its DNS name. May be a Terraform token. */
  readonly dnsName: string;
  /** Its mount name. May be a Terraform token. */
  readonly mountName: string;
}

/** An export of NFS: NAS of a cloud, or a server of your own. */
export interface NfsOptions extends FileSystemOptions {
  /** Host of the server. May be a Terraform token. */
  readonly server: string;
  /**
   * Exported directory.
   *
   * @default '/'
   */
  readonly path?: string;
}

/** A bucket of OSS that nodes mount with ossfs, by a role and without keys. */
export interface OssMountOptions extends FileSystemOptions {
  /** Name of the bucket. May be a Terraform token. */
  readonly bucketName: string;
  /** Endpoint of OSS, not of its S3 API: `oss-cn-hangzhou-internal.aliyuncs.com`. */
  readonly endpoint: string;
  /** RAM role that trusts the ServiceAccount `ack-csi-fuse/csi-fuse-ossfs`. May be a Terraform token. */
  readonly roleName: string;
  /**
   * Directory of the bucket that is mounted.
   *
   * @default '/'
   */
  readonly path?: string;
}

/** A file system of any other CSI driver. */
export interface CsiVolumeOptions extends FileSystemOptions {
  /** Name of the driver, for example `lustre.csi.acme.com`. */
  readonly driver: string;
  /** What the driver is told: its volume attributes. Values may be Terraform tokens. */
  readonly attributes: { [name: string]: string };
  /**
   * What the driver calls the volume. One volume gets one claim in a cluster.
   *
   * @default - the name of the PersistentVolume
   */
  readonly volumeHandle?: string;
}
