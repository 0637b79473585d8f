import { factsOf } from './device-facts';
import { FractionAllocator, FractionNames, nodeResourcesOf } from './fraction';
import { cannotShare, requireNvidia } from './limits';
import { CloudSharing } from '../../../clouds/cloud-contract';
import { SharingKind } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { ISharing, SharingConfig, SharingHost, SharingSoftware } from '../../sharing-contract';

const GIBI = 1024 ** 3;

/** Memory and compute by request, by an add-on of the cloud and its own scheduler. */
export class CloudDeviceSharing implements ISharing {
  constructor(private readonly kind: SharingKind.QGPU | SharingKind.CGPU) {}

  public bind(host: SharingHost): SharingConfig {
    const { way, cloud } = this.find(host);
    const model = modelOf(host, way, cloud);
    const named = (resource: string): string => resource.replace('{model}', model);
    const facts = factsOf(host);
    const names: FractionNames = {
      count: cloud.countResource === undefined ? undefined : named(cloud.countResource),
      memory: { resource: named(cloud.memoryResource), unit: GIBI },
      compute: { resource: named(cloud.coreResource), unit: cloud.coreStep },
      exclusive: { memory: cloud.wholeMemory ?? false, compute: cloud.wholeCompute ?? false },
      together: true,
      mostWholeDevices: cloud.mostWholeDevices,
    };
    return {
      kind: this.kind,
      software: SharingSoftware.CLOUD,
      isolatesMemory: true,
      worksWithQueues: false,
      deviceResource: names.count ?? names.compute?.resource ?? host.deviceResource,
      nodeResources: nodeResourcesOf(facts, names, 1),
      nodeLabels: cloud.nodeLabels,
      nodeAnnotations: {},
      allocator: new FractionAllocator(facts, names),
      podsPerDevice: cloud.podsPerDevice,
    };
  }

  private find(host: SharingHost): { way: string; cloud: CloudSharing } {
    const { qgpu, cgpu, facts } = host.cloud;
    const isQgpu = this.kind === SharingKind.QGPU;
    const cloud = isQgpu ? qgpu : cgpu;
    const way = isQgpu ? 'qGPU' : 'cGPU';
    if (cloud !== undefined) return { way, cloud };
    throw fail(host.scope, {
      code: 'AIC-2042',
      what: `the cloud of ${host.poolName} has no ${way}`,
      got: prose(`the profile ${facts.name}`),
      want: isQgpu ? 'CloudProfile.tencent()' : 'CloudProfile.alibaba() or CloudProfile.baidu()',
      fix: 'Sharing.volcanoVgpu() divides memory and compute on any cloud.',
    });
  }
}

function modelOf(host: SharingHost, way: string, cloud: CloudSharing): string {
  requireNvidia(host, way);
  const { models } = cloud;
  if (models === undefined) return '';
  const model = models[host.accelerator.name];
  if (model === undefined) throw cannotShare(host, way, Object.keys(models).sort().join(', '));
  return model;
}
