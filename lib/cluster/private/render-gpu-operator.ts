import { dcgmCounters } from './dcgm-counters';
import { distinctTolerations } from './tolerations';
import { DEFAULT_CONFIG, MigLayout, NO_PARTITIONS, renderMigConfig } from './render-nvidia-configs';
import { GPU_OPERATOR_IMAGES, GpuOperatorImage } from '../../catalog/images';
import { IRegistries } from '../../contracts/cluster';
import { Toleration } from '../../contracts/pool';
import { Manifest } from '../../core/private/manifest-member';
import { DeviceCounters, DeviceSoftwareOptions } from '../device-software';

/** What the operator does, worked out from all pools. */
export interface GpuOperatorSetup {
  readonly bringsDriver: boolean;
  readonly bringsToolkit: boolean;
  /** Whether its device plugin owns the devices of any pool. */
  readonly ownsDevices: boolean;
  /** Files of its device plugin by name, with the one that nodes without a label get; empty when defaults do. */
  readonly pluginConfigs: { [name: string]: string };
  /** Layouts by name. */
  readonly migLayouts: { [name: string]: MigLayout };
  readonly tolerations: Toleration[];
  readonly options: DeviceSoftwareOptions;
  readonly registries: IRegistries;
}

const DEVICES = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };

/** Feature discovery is a release of its own: see `NodeFeatureDiscovery`. */
export function renderGpuOperator(s: GpuOperatorSetup): Manifest {
  const { options } = s;
  const version = options.driverVersion === undefined ? {} : { version: options.driverVersion };
  const values: Manifest = {
    nfd: { enabled: false },
    driver: { enabled: !s.bringsDriver, ...version, upgradePolicy: { autoUpgrade: false } },
    toolkit: { enabled: !s.bringsToolkit, ...environment(options.toolkitEnvironment ?? {}) },
    cdi: { enabled: !s.bringsToolkit },
    devicePlugin: { enabled: s.ownsDevices, ...pluginConfigs(s.pluginConfigs) },
    ...partitions(s),
    dcgmExporter: {
      serviceMonitor: { enabled: options.serviceMonitor ?? false },
      config: {
        name: 'ai-cloud-device-counters',
        create: true,
        data: dcgmCounters(options.counters ?? DeviceCounters.PROFILING),
      },
    },
    daemonsets: { tolerations: distinctTolerations([...s.tolerations, DEVICES]) },
  };
  for (const component of GPU_OPERATOR_IMAGES) place(values, component, s.registries);
  return values;
}

function environment(variables: { [name: string]: string }): Manifest {
  const entries = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? {} : { env: entries.map(([name, value]) => ({ name, value })) };
}

function pluginConfigs(data: { [name: string]: string }): Manifest {
  if (Object.keys(data).length === 0) return {};
  return { config: { name: 'ai-cloud-device-plugin', create: true, default: DEFAULT_CONFIG, data } };
}

/** Partitions have names of their own, so that a pod says which one it wants and nodes without any stay as they are. */
function partitions(s: GpuOperatorSetup): Manifest {
  if (Object.keys(s.migLayouts).length === 0) return { migManager: { enabled: s.ownsDevices } };
  const data = { 'config.yaml': renderMigConfig(s.migLayouts) };
  return {
    mig: { strategy: 'mixed' },
    migManager: {
      enabled: true,
      config: { name: 'ai-cloud-mig-layouts', create: true, default: NO_PARTITIONS, data },
    },
  };
}

/** References as they are pulled, sorted; each once. */
export function gpuOperatorImages(registries: IRegistries, options: DeviceSoftwareOptions): string[] {
  const all = GPU_OPERATOR_IMAGES.map(({ repository, image, version, values }) => {
    const isDriver = values.join('.') === 'driver';
    return registries.image(`${repository}/${image}:${(isDriver ? options.driverVersion : undefined) ?? version}`);
  });
  return [...new Set(all)].sort();
}

/** The chart takes repository and name apart, for each component by itself. */
function place(values: Manifest, component: GpuOperatorImage, registries: IRegistries): void {
  const upstream = `${component.repository}/${component.image}`;
  const mirrored = withoutTag(registries.image(`${upstream}:${component.version}`));
  const secret = registries.pullSecretName;
  if (mirrored !== upstream) {
    const slash = mirrored.lastIndexOf('/');
    const target = mapAt(values, component.values);
    target.repository = mirrored.slice(0, slash);
    target.image = mirrored.slice(slash + 1);
  }
  if (secret !== undefined && component.takesPullSecret) mapAt(values, component.values).imagePullSecrets = [secret];
}

function withoutTag(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

function mapAt(values: Manifest, path: readonly string[]): Manifest {
  return path.reduce<Manifest>((map, key) => (map[key] ??= {}) as Manifest, values);
}
