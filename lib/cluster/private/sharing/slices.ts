import { IConstruct } from 'constructs';
import { DeviceFacts, factsOf, notOffered, readRequest, tooMuchMemory } from './device-facts';
import { checkCount, requireNvidia } from './limits';
import { DeviceAllocation, DeviceRequest } from '../../../contracts/device-request';
import { SharingKind } from '../../../contracts/pool';
import { warn } from '../../../core/private/fail';
import { Size } from '../../../units/size';
import { IDeviceAllocator, ISharing, SharingConfig, SharingHost, SharingSoftware } from '../../sharing-contract';

/** Which entry of the device plugin's configuration a node uses. */
const CONFIG_LABEL = 'nvidia.com/device-plugin.config';
/** What one MPS server takes on Volta and newer. */
const MPS_CLIENTS = 48;

/**
 * Pods take turns on a device.
 *
 * @see https://github.com/NVIDIA/k8s-device-plugin/blob/v0.20.0/README.md#shared-access-to-gpus
 */
export class TimeSlicing implements ISharing {
  constructor(
    private readonly replicas: number,
    private readonly renamed: boolean,
  ) {}

  public bind(host: SharingHost): SharingConfig {
    requireNvidia(host, 'time slicing');
    checkCount(host, 'replicas of time slicing', this.replicas, { least: 2, most: 100 });
    warn(
      host.scope,
      'AIC-2040',
      `${host.poolName} slices time: its pods share the memory of a device, and one that takes it all ends the others. ` +
        'Sharing.volcanoVgpu() and Sharing.mig() divide it.',
    );
    const resource = this.renamed ? `${host.deviceResource}.shared` : host.deviceResource;
    return {
      kind: SharingKind.TIME_SLICING,
      software: SharingSoftware.VENDOR_PLUGIN,
      isolatesMemory: false,
      worksWithQueues: true,
      deviceResource: resource,
      nodeResources: { [resource]: host.devicesPerNode * this.replicas },
      nodeLabels: { [CONFIG_LABEL]: `pool-${host.poolName}` },
      nodeAnnotations: {},
      allocator: new SliceAllocator(factsOf(host), resource, this.replicas, undefined),
      podsPerDevice: this.replicas,
      renamed: this.renamed,
    };
  }
}

/**
 * Pods compute at once, each with its share of the memory.
 *
 * @see https://docs.nvidia.com/deploy/mps/index.html
 */
export class Mps implements ISharing {
  constructor(private readonly replicas: number) {}

  public bind(host: SharingHost): SharingConfig {
    requireNvidia(host, 'MPS');
    checkCount(host, 'replicas of MPS', this.replicas, { least: 2, most: MPS_CLIENTS });
    warn(
      host.scope,
      'AIC-2041',
      `${host.poolName} shares devices by MPS: a fault of one pod ends the others on its device. ` +
        'Sharing.mig() keeps them apart.',
    );
    const share = Size.bytes(Math.floor(host.accelerator.memory.inBytes / this.replicas));
    return {
      kind: SharingKind.MPS,
      software: SharingSoftware.VENDOR_PLUGIN,
      isolatesMemory: true,
      worksWithQueues: true,
      deviceResource: host.deviceResource,
      nodeResources: { [host.deviceResource]: host.devicesPerNode * this.replicas },
      nodeLabels: { [CONFIG_LABEL]: `pool-${host.poolName}` },
      nodeAnnotations: {},
      allocator: new SliceAllocator(factsOf(host), host.deviceResource, this.replicas, share),
      podsPerDevice: this.replicas,
    };
  }
}

/** One slice per pod: a second one would not make it faster, and the device plugin is told to refuse it. */
class SliceAllocator implements IDeviceAllocator {
  constructor(
    private readonly facts: DeviceFacts,
    private readonly resource: string,
    private readonly replicas: number,
    /** Memory that a slice has for itself; undefined when it has none. */
    private readonly share: Size | undefined,
  ) {}

  public allocate(scope: IConstruct, request: DeviceRequest): DeviceAllocation {
    const { devices, part } = readRequest(scope, this.facts, request);
    if (devices !== 1 && part === undefined) {
      throw notOffered(
        scope,
        this.facts,
        request,
        `one slice, a ${ordinal(this.replicas)} of a device: { devices: 1 }`,
        'Take several slices as several pods; for whole devices or partitions take another pool.',
      );
    }
    if (part !== undefined) this.checkPart(scope, request, part.memory, part.computePercent);
    const resources = { [this.resource]: '1' };
    return { resources, annotations: {}, labels: {}, devices: 1 / this.replicas };
  }

  private checkPart(scope: IConstruct, request: DeviceRequest, memory: Size, computePercent = 1): void {
    if (this.share === undefined || computePercent > Math.floor(100 / this.replicas)) {
      const offer =
        this.share === undefined ? 'no promise of memory' : `${Math.floor(100 / this.replicas)} % of compute`;
      throw notOffered(
        scope,
        this.facts,
        request,
        `{ devices: 1 }: a slice with ${offer}`,
        'For a part of a device that is kept, share the devices with Sharing.volcanoVgpu() or Sharing.mig().',
      );
    }
    if (memory.inBytes > this.share.inBytes) {
      throw tooMuchMemory(scope, this.facts, memory, this.share, `one of ${this.replicas} shares`);
    }
  }
}

function ordinal(n: number): string {
  return n === 2 ? 'half' : n === 3 ? 'third' : n === 4 ? 'quarter' : `${n}th`;
}
