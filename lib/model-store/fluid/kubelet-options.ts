/** Where the kubelet of the nodes keeps its files. Distributions differ; a wrong path keeps the CSI plugin from starting. */
export interface KubeletOptions {
  /**
   * Root directory of the kubelet: `/var/lib/k0s/kubelet` on k0s.
   *
   * @default '/var/lib/kubelet'
   */
  readonly rootDir?: string;

  /**
   * The kubelet's kubeconfig: `/var/lib/rancher/k3s/agent/kubelet.kubeconfig` on k3s.
   *
   * @default '/etc/kubernetes/kubelet.conf'
   */
  readonly kubeConfigFile?: string;

  /**
   * Directory of the certificates that this kubeconfig names.
   *
   * @default - `pki` below the root directory
   */
  readonly certDir?: string;

  /**
   * Whether the CSI plugin acts with the kubelet's own identity, so that a stolen plugin reaches one node only. Turn it
   * off where nodes keep no kubeconfig file.
   *
   * @see https://github.com/fluid-cloudnative/fluid/security/advisories/GHSA-93xx-cvmc-9w3v
   *
   * @default true
   */
  readonly nodeAuthorization?: boolean;
}
