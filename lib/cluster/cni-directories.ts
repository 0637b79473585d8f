/** Where the nodes of a cluster keep CNI programs and configuration. */
export interface CniDirectories {
  /**
   * Programs; `macvlan` must be among them where a pool has a fabric of its own.
   *
   * @default '/opt/cni/bin'
   */
  readonly binDirectory?: string;

  /**
   * Configuration.
   *
   * @default '/etc/cni/net.d'
   */
  readonly configDirectory?: string;
}
