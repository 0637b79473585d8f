import { IConstruct } from 'constructs';
import { countOf, DeviceFacts, notOffered, Part, readRequest, tooMuchMemory } from './device-facts';
import { DeviceAllocation, DeviceRequest } from '../../../contracts/device-request';
import { IDeviceAllocator } from '../../sharing-contract';

/** A resource and what one of it stands for. */
export interface Dimension {
  readonly resource: string;
  /** Bytes of memory, or percent of compute. */
  readonly unit: number;
}

/** Under which names a pod asks for parts of devices. */
export interface FractionNames {
  /** Counts devices; undefined where compute does. */
  readonly count?: string;
  readonly memory: Dimension;
  /** The only amounts of memory that there are, ascending; undefined for any. More than the last is a whole device. */
  readonly pieces?: number[];
  /** Undefined where compute follows memory. */
  readonly compute?: Dimension;
  /** What a pod asks for beside the count to have devices to itself. */
  readonly exclusive: { readonly memory: boolean; readonly compute: boolean };
  /** Whether memory and compute are said for all devices of the pod together instead of for each. */
  readonly together: boolean;
  /** Whole devices that a pod can have; undefined for those of a node. */
  readonly mostWholeDevices?: number;
}

/** Hands out parts of devices by memory and compute. */
export class FractionAllocator implements IDeviceAllocator {
  constructor(
    private readonly facts: DeviceFacts,
    private readonly names: FractionNames,
  ) {}

  public allocate(scope: IConstruct, request: DeviceRequest): DeviceAllocation {
    const { devices, part, profile } = readRequest(scope, this.facts, request);
    if (profile !== undefined || (part?.computePercent !== undefined && this.names.compute === undefined)) {
      const offer = this.names.compute === undefined ? 'memory of a device (compute follows it)' : 'memory of a device';
      throw notOffered(
        scope,
        this.facts,
        request,
        `${offer}, or whole devices`,
        profile === undefined ? 'Leave computePercent out.' : 'Ask for { memory: Size.gibibytes(20) }.',
      );
    }
    if (part !== undefined) return this.part(scope, part);
    const { mostWholeDevices: most } = this.names;
    if (most !== undefined && devices !== undefined && devices > most) {
      throw notOffered(scope, this.facts, request, `at most ${countOf(most)}`, 'Take a pool with whole devices.');
    }
    return this.whole(devices ?? 1);
  }

  private whole(devices: number): DeviceAllocation {
    const { count, memory, compute, exclusive, together } = this.names;
    const times = together ? devices : 1;
    const units = Math.floor(this.facts.deviceMemory.inBytes / memory.unit);
    return {
      resources: {
        ...(count === undefined ? {} : { [count]: String(devices) }),
        ...(exclusive.memory ? { [memory.resource]: String(units * times) } : {}),
        ...(exclusive.compute && compute !== undefined ? { [compute.resource]: String(100 * times) } : {}),
      },
      annotations: {},
      labels: {},
      devices,
    };
  }

  private part(scope: IConstruct, part: Part): DeviceAllocation {
    const { count, memory, pieces, compute } = this.names;
    const { deviceMemory } = this.facts;
    if (part.memory.inBytes > deviceMemory.inBytes) {
      throw tooMuchMemory(scope, this.facts, part.memory, deviceMemory, 'a device');
    }
    const wanted = Math.ceil(part.memory.inBytes / memory.unit);
    const all = Math.floor(deviceMemory.inBytes / memory.unit);
    const units = pieces === undefined ? Math.min(wanted, all) : pieces.find((piece) => piece >= wanted);
    if (units === undefined) return this.whole(1);
    const share = pieces === undefined ? part.memory.inBytes / deviceMemory.inBytes : units / all;
    const step = compute?.unit ?? 1;
    const percent = Math.min(100, Math.ceil((part.computePercent ?? share * 100) / step) * step);
    return {
      resources: {
        ...(count === undefined ? {} : { [count]: '1' }),
        [memory.resource]: String(units),
        ...(compute === undefined ? {} : { [compute.resource]: String(percent) }),
      },
      annotations: {},
      labels: {},
      devices: compute === undefined ? share : Math.max(share, percent / 100),
    };
  }
}

/** What nodes offer under these names. */
export function nodeResourcesOf(
  facts: DeviceFacts,
  names: FractionNames,
  podsPerDevice: number,
): { [name: string]: number } {
  const units = Math.floor(facts.deviceMemory.inBytes / names.memory.unit);
  return {
    ...(names.count === undefined ? {} : { [names.count]: facts.devicesPerNode * podsPerDevice }),
    [names.memory.resource]: facts.devicesPerNode * units,
    ...(names.compute === undefined ? {} : { [names.compute.resource]: facts.devicesPerNode * 100 }),
  };
}
