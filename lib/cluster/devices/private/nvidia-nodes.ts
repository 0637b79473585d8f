import { SharingKind } from '../../../contracts/pool';
import { GpuOperator } from '../../private/gpu-operator';
import { MigLayout, PluginConfig } from '../../private/render-nvidia-configs';
import { SharingConfig } from '../../sharing-contract';
import { DeviceSoftwareOptions } from '../../device-software';
import { IDeviceSoftwareHost } from '../device-software-contract';

/** RuntimeClass that the GPU operator makes with its container toolkit. */
const RUNTIME_CLASS = 'nvidia';

/** Nodes with driver, toolkit and metrics; the operator's device plugin owns their devices only where it is told to. */
export interface PreparedNodes {
  readonly operator: GpuOperator;
  readonly nodeLabels: { [key: string]: string };
  /** RuntimeClass of pods that see devices by their environment; undefined where the runtime shows them by default. */
  readonly runtimeClassName?: string;
}

export function prepareNvidiaNodes(
  host: IDeviceSoftwareHost,
  ownsDevices: boolean,
  options?: DeviceSoftwareOptions,
): PreparedNodes {
  const { facts } = host.cloud;
  const limits = { bringsDriver: facts.bringsDriver, bringsToolkit: facts.bringsToolkit };
  const operator = GpuOperator.of(host.cluster, limits, options ?? host.options);
  const { sharingConfig, devicesPerNode } = host.pool;
  const nodeLabels = operator.include({
    pool: host.pool,
    ownsDevices,
    plugin: ownsDevices ? slicesOf(sharingConfig) : undefined,
    layout: layoutOf(sharingConfig, devicesPerNode),
  });
  return { operator, nodeLabels, runtimeClassName: facts.bringsToolkit ? undefined : RUNTIME_CLASS };
}

/** How a device plugin slices the devices of a pool; undefined when it does not. */
export function slicesOf(sharing: SharingConfig): PluginConfig | undefined {
  const { kind, podsPerDevice, renamed } = sharing;
  if (kind === SharingKind.TIME_SLICING) {
    return { migStrategy: 'none', sharedBy: 'timeSlicing', replicas: podsPerDevice, renamed };
  }
  if (kind === SharingKind.MPS) return { migStrategy: 'none', sharedBy: 'mps', replicas: podsPerDevice };
  return undefined;
}

function layoutOf(sharing: SharingConfig, devicesPerNode: number): MigLayout | undefined {
  const { migLayout, migDevices } = sharing;
  return migLayout === undefined ? undefined : { partitions: migLayout, devices: migDevices, devicesPerNode };
}
