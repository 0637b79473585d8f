import { factsOf } from './device-facts';
import { FractionAllocator, FractionNames, nodeResourcesOf } from './fraction';
import { cannotShare, checkCount } from './limits';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { SharingKind } from '../../../contracts/pool';
import { Accelerator } from '../../accelerator';
import { ISharing, SharingConfig, SharingHost, SharingSoftware } from '../../sharing-contract';
import { HamiOptions } from '../../sharing-options';

const MEBI = 1024 ** 2;

/** What a chip can be divided into, in mebibytes: HAMi's templates. */
const PIECES: { [chip: string]: number[] } = {
  Ascend310P: [3072, 6144, 12288],
  Ascend910B2: [8192, 16384, 32768],
  Ascend910B3: [16384, 32768],
  Ascend910B4: [8192, 16384],
  Ascend910C: [16384, 32768],
};
const KUNLUN_PIECES = [24576, 49152];

interface HamiVendor {
  readonly names: FractionNames;
  /** What chooses the nodes of HAMi's device plugin; the vendor's own plugin needs nothing. */
  readonly nodeLabels: { [key: string]: string };
}

/**
 * Memory and compute by request, placed by HAMi's own scheduler.
 *
 * @see https://github.com/Project-HAMi/HAMi/blob/v2.10.0/charts/hami/templates/scheduler/device-configmap.yaml
 * @see https://github.com/Project-HAMi/HAMi/blob/v2.10.0/pkg/device/kunlun/vdevice.go
 */
export class Hami implements ISharing {
  constructor(private readonly options: HamiOptions) {}

  public bind(host: SharingHost): SharingConfig {
    const vendor = vendorOf(host.accelerator);
    if (vendor === undefined) {
      throw cannotShare(host, 'HAMi', 'NVIDIA, Ascend 910B/910C/310P, Kunlun, Cambricon, Hygon or MetaX');
    }
    const podsPerDevice = this.options.podsPerDevice ?? 10;
    checkCount(host, 'podsPerDevice', podsPerDevice, { least: 1, most: 100 });
    const facts = factsOf(host);
    return {
      kind: SharingKind.HAMI,
      software: SharingSoftware.HAMI,
      isolatesMemory: true,
      worksWithQueues: false,
      deviceResource: vendor.names.count ?? host.deviceResource,
      nodeResources: nodeResourcesOf(facts, vendor.names, podsPerDevice),
      nodeLabels: vendor.nodeLabels,
      nodeAnnotations: {},
      allocator: new FractionAllocator(facts, vendor.names),
      podsPerDevice,
    };
  }
}

function vendorOf({ vendor, chip }: Accelerator): HamiVendor | undefined {
  switch (vendor) {
    case AcceleratorVendor.NVIDIA:
      return {
        names: names('nvidia.com/gpu', 'nvidia.com/gpumem', MEBI, 'nvidia.com/gpucores', true),
        nodeLabels: { gpu: 'on' },
      };
    case AcceleratorVendor.ASCEND:
      if (chip === undefined) return undefined;
      return {
        names: { ...names(`huawei.com/${chip}`, `huawei.com/${chip}-memory`, MEBI), pieces: PIECES[chip] },
        nodeLabels: { ascend: 'on' },
      };
    case AcceleratorVendor.KUNLUN:
      return {
        names: { ...names('kunlunxin.com/vxpu', 'kunlunxin.com/vxpu-memory', MEBI), pieces: KUNLUN_PIECES },
        nodeLabels: {},
      };
    case AcceleratorVendor.CAMBRICON:
      return {
        names: names(
          'cambricon.com/vmlu',
          'cambricon.com/mlu.smlu.vmemory',
          256 * MEBI,
          'cambricon.com/mlu.smlu.vcore',
        ),
        nodeLabels: {},
      };
    case AcceleratorVendor.HYGON:
      return { names: names('hygon.com/dcunum', 'hygon.com/dcumem', MEBI, 'hygon.com/dcucores'), nodeLabels: {} };
    case AcceleratorVendor.METAX:
      return {
        names: names('metax-tech.com/sgpu', 'metax-tech.com/vmemory', 1024 * MEBI, 'metax-tech.com/vcore'),
        nodeLabels: {},
      };
    default:
      return undefined;
  }
}

function names(count: string, memory: string, unit: number, compute?: string, saysCompute = false): FractionNames {
  return {
    count,
    memory: { resource: memory, unit },
    compute: compute === undefined ? undefined : { resource: compute, unit: 1 },
    exclusive: { memory: false, compute: saysCompute },
    together: false,
  };
}
