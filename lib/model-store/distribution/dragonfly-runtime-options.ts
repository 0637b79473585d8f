/** How the container runtime of the nodes is made to pull images through Dragonfly. */
export interface DragonflyRuntimeOptions {
  /**
   * Configuration of containerd on the nodes.
   *
   * @default '/etc/containerd/config.toml'
   */
  readonly configPath?: string;
}
