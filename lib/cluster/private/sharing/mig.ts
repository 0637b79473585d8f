import { IConstruct } from 'constructs';
import { countOf, DeviceFacts, factsOf, notOffered, Part, readRequest, tooMuchMemory } from './device-facts';
import { cannotShare, checkCount } from './limits';
import { LayoutEntry, readLayout } from './mig-layout';
import { DeviceAllocation, DeviceRequest } from '../../../contracts/device-request';
import { SharingKind } from '../../../contracts/pool';
import { MigProfile } from '../../mig-profile';
import { IDeviceAllocator, ISharing, SharingConfig, SharingHost, SharingSoftware } from '../../sharing-contract';
import { COMPUTE_SLICES } from '../mig-tables';

/**
 * Devices are cut into partitions with memory and compute of their own, each with a resource name (strategy `mixed`).
 *
 * @see https://docs.nvidia.com/datacenter/tesla/mig-user-guide/
 */
export class Mig implements ISharing {
  constructor(
    private readonly layout: { [profile: string]: number },
    private readonly devices: number | undefined,
  ) {}

  public bind(host: SharingHost): SharingConfig {
    if (host.accelerator.migProfiles.length === 0) {
      throw cannotShare(host, 'MIG', 'a model with MIG profiles: A100, A800, H20, H100, H800, H200, B200, GB200');
    }
    const devices = this.devices ?? host.devicesPerNode;
    checkCount(host, 'the number of partitioned devices', devices, { least: 1, most: host.devicesPerNode });
    const entries = readLayout(host, this.layout);
    const whole = host.devicesPerNode - devices;
    const partitions = entries.map((e) => [resourceOf(host.deviceResource, e.profile), e.count * devices] as const);
    return {
      kind: SharingKind.MIG,
      software: SharingSoftware.VENDOR_PLUGIN,
      isolatesMemory: true,
      worksWithQueues: true,
      deviceResource: host.deviceResource,
      nodeResources: {
        ...(whole === 0 ? {} : { [host.deviceResource]: whole }),
        ...Object.fromEntries([...partitions].sort(([a], [b]) => (a < b ? -1 : 1))),
      },
      nodeLabels: { 'nvidia.com/mig.config': `pool-${host.poolName}` },
      nodeAnnotations: {},
      allocator: new PartitionAllocator(factsOf(host), host.deviceResource, entries, whole),
      podsPerDevice: entries.reduce((sum, e) => sum + e.count, 0),
      migLayout: Object.fromEntries(entries.map((e) => [e.profile.name, e.count])),
      migDevices: devices,
    };
  }
}

/** `nvidia.com/mig-1g.10gb`, with media extensions `nvidia.com/mig-1g.10gb.me`. */
function resourceOf(deviceResource: string, profile: MigProfile): string {
  return `${deviceResource.replace(/\/.*$/, '')}/mig-${profile.name.replace('+', '.')}`;
}

class PartitionAllocator implements IDeviceAllocator {
  constructor(
    private readonly facts: DeviceFacts,
    private readonly deviceResource: string,
    private readonly entries: LayoutEntry[],
    private readonly wholeDevices: number,
  ) {}

  public allocate(scope: IConstruct, request: DeviceRequest): DeviceAllocation {
    const { devices, part, profile } = readRequest(scope, this.facts, request);
    if (devices !== undefined) {
      if (devices > this.wholeDevices) throw this.notHere(scope, request);
      const resources = { [this.deviceResource]: String(devices) };
      return { resources, annotations: {}, labels: {}, devices };
    }
    const found = part === undefined ? this.named(profile) : this.smallest(scope, part);
    if (found === undefined) throw this.notHere(scope, request);
    return {
      resources: { [resourceOf(this.deviceResource, found)]: '1' },
      annotations: {},
      labels: {},
      devices: found.computeSlices / COMPUTE_SLICES,
    };
  }

  private named(name: string | undefined): MigProfile | undefined {
    return this.entries.find((e) => e.profile.name === name)?.profile;
  }

  /** The smallest partition that has what is asked for. */
  private smallest(scope: IConstruct, part: Part): MigProfile | undefined {
    const bySize = [...this.entries].reverse().map((e) => e.profile);
    const most = bySize.reduce((a, b) => (b.memory.inBytes > a.memory.inBytes ? b : a)).memory;
    if (part.memory.inBytes > most.inBytes) {
      throw tooMuchMemory(scope, this.facts, part.memory, most, 'the largest partition');
    }
    const percent = (p: MigProfile): number => Math.floor((p.computeSlices * 100) / COMPUTE_SLICES);
    return bySize.find((p) => p.memory.inBytes >= part.memory.inBytes && percent(p) >= (part.computePercent ?? 0));
  }

  private notHere(scope: IConstruct, request: DeviceRequest): Error {
    const profiles = this.entries.map((e) => e.profile.name).join(', ');
    const whole = this.wholeDevices === 0 ? '' : `, or at most ${countOf(this.wholeDevices)}`;
    return notOffered(
      scope,
      this.facts,
      request,
      `a partition (${profiles})${whole}`,
      `Ask for { profile: '${this.entries[0].profile.name}' }, or add what is missing to the layout of the pool.`,
    );
  }
}
