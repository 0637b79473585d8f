/** How the NVIDIA device plugin advertises the devices of a pool. */
export interface PluginConfig {
  /** MIG strategy of the nodes. */
  readonly migStrategy: 'none' | 'mixed';
  /** Slices of one device, where pods share it. */
  readonly replicas?: number;
  /** By taking turns, or through the Multi-Process Service. */
  readonly sharedBy?: 'timeSlicing' | 'mps';
  /** Whether slices are called `nvidia.com/gpu.shared`. */
  readonly renamed?: boolean;
}

/** Partitions of the devices of a node: the first `devices` of them, all if undefined. */
export interface MigLayout {
  readonly partitions: { [profile: string]: number };
  readonly devices?: number;
  readonly devicesPerNode: number;
}

/** Name of the configuration that nodes without a label get. */
export const DEFAULT_CONFIG = 'default';
/** Layout of devices that nobody partitions. */
export const NO_PARTITIONS = 'all-disabled';

/** A file of the device plugin. @see https://github.com/NVIDIA/k8s-device-plugin/tree/v0.20.0/api/config/v1 */
export function renderPluginConfig(config: PluginConfig): string {
  const lines = ['version: v1', 'flags:', `  migStrategy: ${config.migStrategy}`];
  if (config.sharedBy !== undefined) {
    lines.push(
      'sharing:',
      `  ${config.sharedBy}:`,
      `    renameByDefault: ${config.renamed ?? false}`,
      // A pod with two slices may get both of one device: it has asked for something that does not exist.
      ...(config.sharedBy === 'timeSlicing' ? ['    failRequestsGreaterThanOne: true'] : []),
      '    resources:',
      '      - name: nvidia.com/gpu',
      `        replicas: ${config.replicas ?? 2}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The file of the MIG manager: each pool's layout under its name. @see https://github.com/NVIDIA/mig-parted */
export function renderMigConfig(layouts: { [name: string]: MigLayout }): string {
  const named = Object.entries(layouts).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    'version: v1',
    'mig-configs:',
    `  ${NO_PARTITIONS}:`,
    '    - devices: all',
    '      mig-enabled: false',
    ...named.flatMap(([name, layout]) => [`  ${name}:`, ...layoutLines(layout)]),
    '',
  ].join('\n');
}

function layoutLines(layout: MigLayout): string[] {
  const { partitions, devices = layout.devicesPerNode, devicesPerNode } = layout;
  const some = devices < devicesPerNode;
  const indexes = (from: number, to: number): string =>
    `[${Array.from({ length: to - from }, (_, i) => from + i).join(', ')}]`;
  return [
    `    - devices: ${some ? indexes(0, devices) : 'all'}`,
    '      mig-enabled: true',
    '      mig-devices:',
    ...Object.entries(partitions)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([profile, count]) => `        ${JSON.stringify(profile)}: ${count}`),
    ...(some ? [`    - devices: ${indexes(devices, devicesPerNode)}`, '      mig-enabled: false'] : []),
  ];
}
