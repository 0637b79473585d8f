import { DeviceFacts, factsOf } from './device-facts';
import { FractionAllocator, FractionNames, nodeResourcesOf } from './fraction';
import { checkCount, requireNvidia } from './limits';
import { SharingKind } from '../../../contracts/pool';
import { fail } from '../../../core/private/fail';
import { ISharing, SharingConfig, SharingHost, SharingSoftware } from '../../sharing-contract';
import { VolcanoVgpuOptions } from '../../sharing-options';

const MEBI = 1024 ** 2;
/** Each unit of memory is a device to the kubelet, which takes no message above 4 MiB: the device plugin warns from here. */
const MOST_ENTRIES = 60_000;

/**
 * Memory and compute by request, placed by Volcano.
 *
 * @see https://github.com/volcano-sh/volcano/blob/v1.15.1/pkg/scheduler/api/devices/config/vgpu.go
 * @see https://github.com/Project-HAMi/volcano-vgpu-device-plugin
 */
export class VolcanoVgpu implements ISharing {
  constructor(private readonly options: VolcanoVgpuOptions) {}

  public bind(host: SharingHost): SharingConfig {
    requireNvidia(host, 'Volcano vGPU');
    const podsPerDevice = this.options.podsPerDevice ?? 10;
    checkCount(host, 'podsPerDevice', podsPerDevice, { least: 1, most: 100 });
    const step = this.options.memoryStep?.inBytes ?? 32 * MEBI;
    const facts = factsOf(host);
    checkStep(host, facts, step);
    const names: FractionNames = {
      count: 'volcano.sh/vgpu-number',
      memory: { resource: 'volcano.sh/vgpu-memory', unit: step },
      compute: { resource: 'volcano.sh/vgpu-cores', unit: 1 },
      exclusive: { memory: true, compute: true },
      together: false,
    };
    return {
      kind: SharingKind.VOLCANO_VGPU,
      software: SharingSoftware.VOLCANO_VGPU,
      isolatesMemory: true,
      worksWithQueues: true,
      deviceResource: 'volcano.sh/vgpu-number',
      nodeResources: nodeResourcesOf(facts, names, podsPerDevice),
      nodeLabels: {},
      nodeAnnotations: { 'volcano.sh/node-vgpu-register': registration(facts, podsPerDevice, step) },
      allocator: new FractionAllocator(facts, names),
      podsPerDevice,
      memoryFactor: step / MEBI,
    };
  }
}

/** What the device plugin writes for Volcano: id, pods, memory, model, health and mode of each device. */
function registration(facts: DeviceFacts, podsPerDevice: number, step: number): string {
  const model = facts.acceleratorName.replace(/^NVIDIA /, '').replace(/[^A-Za-z0-9]+/g, '-');
  const memory = Math.floor(facts.deviceMemory.inBytes / step);
  return Array.from({ length: facts.devicesPerNode }, (_, index) => {
    const id = `GPU-${String(index).padStart(2, '0')}`;
    return `${id},${podsPerDevice},${memory},NVIDIA-${model},true,hami-core:`;
  }).join('');
}

function checkStep(host: SharingHost, facts: DeviceFacts, step: number): void {
  const entries = facts.devicesPerNode * Math.floor(facts.deviceMemory.inBytes / Math.max(step, 1));
  if (step % MEBI === 0 && step > 0 && entries > 0 && entries <= MOST_ENTRIES) return;
  throw fail(host.scope, {
    code: 'AIC-2039',
    what: `memoryStep makes no usable number of pieces of the memory of a node of ${host.poolName}`,
    got: `${step / MEBI} MiB: ${entries} pieces`,
    want: `whole mebibytes, and from 1 to ${MOST_ENTRIES} pieces: the kubelet drops a longer list of devices`,
    fix: 'Write memoryStep: Size.mebibytes(64).',
  });
}
