import { IConstruct } from 'constructs';
import { DeviceFacts, factsOf, notOffered, readRequest } from './device-facts';
import { DeviceAllocation, DeviceRequest } from '../../../contracts/device-request';
import { SharingKind } from '../../../contracts/pool';
import { IDeviceAllocator, ISharing, SharingConfig, SharingHost, SharingSoftware } from '../../sharing-contract';

/** Each device belongs to one pod. */
export class WholeSharing implements ISharing {
  public bind(host: SharingHost): SharingConfig {
    return {
      kind: SharingKind.WHOLE,
      software: SharingSoftware.VENDOR_PLUGIN,
      isolatesMemory: true,
      worksWithQueues: true,
      deviceResource: host.deviceResource,
      nodeResources: { [host.deviceResource]: host.devicesPerNode },
      nodeLabels: {},
      nodeAnnotations: {},
      allocator: new WholeAllocator(factsOf(host), host.deviceResource),
    };
  }
}

class WholeAllocator implements IDeviceAllocator {
  constructor(
    private readonly facts: DeviceFacts,
    private readonly resource: string,
  ) {}

  public allocate(scope: IConstruct, request: DeviceRequest): DeviceAllocation {
    const { devices } = readRequest(scope, this.facts, request);
    if (devices === undefined) {
      throw notOffered(
        scope,
        this.facts,
        request,
        'whole devices: { devices: 1 }',
        'Share the devices of the pool, for example with sharing: Sharing.volcanoVgpu().',
      );
    }
    return { resources: { [this.resource]: String(devices) }, annotations: {}, labels: {}, devices };
  }
}
