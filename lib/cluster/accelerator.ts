import { AcceleratorOptions } from './accelerator-options';
import { MigProfile } from './mig-profile';
import { NodeArchitecture } from './node-architecture';
import { MIG_PROFILES } from './private/mig-tables';
import { AcceleratorVendor } from '../contracts/accelerator-vendor';
import { fail } from '../core/private/fail';
import { Size } from '../units/size';

type Facts = Partial<AcceleratorOptions>;
type Profiles = (device: Size) => MigProfile[];

const { AMD, ASCEND, CAMBRICON, GOOGLE, HYGON, KUNLUN, METAX, NEURON, NVIDIA, OTHER } = AcceleratorVendor;
const { ARM64 } = NodeArchitecture;
/** A chip of its own in a PCIe slot. */
const ALONE: Facts = {};
/** Eight on one board: the usual server of training. */
const BOARD: Facts = { linkDomainDevices: 8 };
const FP8_ALONE: Facts = { supportsFp8: true };
const FP8_BOARD: Facts = { supportsFp8: true, linkDomainDevices: 8 };
const { a100With40, ga100AndGh100With80: with80, gh100With96, h200, b200, gb200 } = MIG_PROFILES;

/**
 * A kind of accelerator. Constants name the usual ones; `of()` takes any other.
 *
 * Device memory is the total that the driver shows, which for NVIDIA is less than the figure on the box.
 *
 * @see https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-gpus.html
 * @see https://awsdocs-neuron.readthedocs-hosted.com/en/latest/about-neuron/arch/index.html
 * @see https://github.com/Project-HAMi/HAMi/blob/v2.10.0/charts/hami/templates/scheduler/device-configmap.yaml
 *
 * @example
 * import { Accelerator, Size } from 'cdktf-ai-cloud';
 *
 * const accelerator = Accelerator.of('NVIDIA RTX PRO 6000', { memory: Size.mebibytes(97887) });
 */
export class Accelerator {
  /** Volta, 32 GB; the usual server has 8 with 80 cores and 640 GiB. */
  public static readonly NVIDIA_V100 = Accelerator.nvidia('V100', 32768, 10, 80, BOARD);
  /** Turing, 16 GB; the usual server has 4 with 80 cores and 320 GiB. */
  public static readonly NVIDIA_T4 = Accelerator.nvidia('T4', 15360, 20, 80, ALONE);
  /** Ampere, 24 GB; the usual server has 4 with 112 cores and 464 GiB. */
  public static readonly NVIDIA_A10 = Accelerator.nvidia('A10', 23028, 28, 116, ALONE);
  /** Ampere, 40 GB; the usual server has 8 with 96 cores and 1 TiB. */
  public static readonly NVIDIA_A100_40GB = Accelerator.nvidia('A100 40GB', 40960, 12, 128, BOARD, a100With40);
  /** Ampere, 80 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_A100_80GB = Accelerator.nvidia('A100 80GB', 81920, 16, 256, BOARD, with80);
  /** Ampere with slower NVLink, 80 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_A800 = Accelerator.nvidia('A800', 81920, 16, 256, BOARD, with80);
  /** Hopper with less compute, 96 GB; the usual server has 8 with 192 cores and 2 TiB. */
  public static readonly NVIDIA_H20 = Accelerator.nvidia('H20', 97871, 24, 256, FP8_BOARD, gh100With96);
  /** Hopper, 80 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_H100 = Accelerator.nvidia('H100', 81559, 16, 256, FP8_BOARD, with80);
  /** Hopper with slower NVLink, 80 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_H800 = Accelerator.nvidia('H800', 81559, 16, 256, FP8_BOARD, with80);
  /** Hopper, 141 GB; the usual server has 8 with 128 cores and 2 TiB. */
  public static readonly NVIDIA_H200 = Accelerator.nvidia('H200', 143771, 16, 256, FP8_BOARD, h200);
  /** Ada, 48 GB; the usual server has 8 with 128 cores and 1 TiB. */
  public static readonly NVIDIA_L20 = Accelerator.nvidia('L20', 46068, 16, 128, FP8_ALONE);
  /** Ada, 48 GB; the usual server has 8 with 128 cores and 1 TiB. */
  public static readonly NVIDIA_L40S = Accelerator.nvidia('L40S', 46068, 16, 128, FP8_ALONE);
  /** Blackwell, 180 GB; the usual server has 8 with 112 cores and 2 TiB. */
  public static readonly NVIDIA_B200 = Accelerator.nvidia('B200', 183359, 14, 256, FP8_BOARD, b200);
  /** Blackwell on Grace, 186 GB; a tray of the rack has 4 with 144 Arm cores and 960 GiB, the rack 72 in one NVLink domain. */
  public static readonly NVIDIA_GB200_NVL72 = Accelerator.nvidia(
    'GB200 NVL72',
    189471,
    36,
    240,
    { supportsFp8: true, linkDomainDevices: 72, architecture: ARM64 },
    gb200,
  );
  /** CDNA 3, 192 GB; the usual server has 8 with 192 cores and 2 TiB. */
  public static readonly AMD_MI300X = Accelerator.made(AMD, 'AMD MI300X', 192, 24, 256, FP8_BOARD);
  /** 64 GB; the usual server has 8 with 192 Arm cores and 1.5 TiB. */
  public static readonly ASCEND_910B2 = Accelerator.ascend('910B2', 64, 24, 192, { linkDomainDevices: 8 });
  /** 64 GB with fewer cores; the usual server has 8 with 192 Arm cores and 1.5 TiB. */
  public static readonly ASCEND_910B3 = Accelerator.ascend('910B3', 64, 24, 192, { linkDomainDevices: 8 });
  /** 32 GB; the usual server has 8 with 192 Arm cores and 1 TiB. */
  public static readonly ASCEND_910B4 = Accelerator.ascend('910B4', 32, 24, 128, { linkDomainDevices: 8 });
  /** Two dies of 64 GB, each a device; the usual server has 16 with 320 Arm cores and 2 TiB, the supernode 768. */
  public static readonly ASCEND_910C = Accelerator.ascend('910C', 64, 20, 128, { linkDomainDevices: 768 });
  /** For inference, 24 GB; the usual server has 8 with 96 Arm cores and 512 GiB. */
  public static readonly ASCEND_310P = Accelerator.ascend('310P', 24, 12, 64, ALONE);
  /** 96 GB; the usual server has 8 with 192 cores and 2 TiB. */
  public static readonly KUNLUN_P800 = Accelerator.made(KUNLUN, 'Kunlun P800', 96, 24, 256, BOARD);
  /** Two chips with 48 GB together; the usual server has 8 with 128 cores and 1 TiB. */
  public static readonly CAMBRICON_MLU370_X8 = Accelerator.made(CAMBRICON, 'Cambricon MLU370-X8', 48, 16, 128, ALONE);
  /** 80 GB; the usual server has 8 with 128 cores and 1 TiB. */
  public static readonly CAMBRICON_MLU590 = Accelerator.made(CAMBRICON, 'Cambricon MLU590', 80, 16, 128, BOARD);
  /** 32 GB; the usual server has 4 with 64 cores and 512 GiB. */
  public static readonly HYGON_Z100L = Accelerator.made(HYGON, 'Hygon Z100L', 32, 16, 128, ALONE);
  /** 64 GB; the usual server has 8 with 128 cores and 1 TiB. */
  public static readonly HYGON_K100_AI = Accelerator.made(HYGON, 'Hygon K100-AI', 64, 16, 128, ALONE);
  /** 64 GB; the usual server has 8 with 128 cores and 1 TiB. */
  public static readonly METAX_C500 = Accelerator.made(METAX, 'MetaX C500', 64, 16, 128, BOARD);
  /** 32 GB; `trn1.32xlarge` has 16 with 128 cores and 512 GiB. */
  public static readonly AWS_TRAINIUM1 = Accelerator.neuron('Trainium1', 32, 8, 32, 16);
  /** 96 GB; `trn2.48xlarge` has 16 with 192 cores and 2 TiB. */
  public static readonly AWS_TRAINIUM2 = Accelerator.neuron('Trainium2', 96, 12, 128, 16);
  /** 32 GB; `inf2.48xlarge` has 12 with 192 cores and 768 GiB. */
  public static readonly AWS_INFERENTIA2 = Accelerator.neuron('Inferentia2', 32, 16, 64, 12);
  /** 16 GB; a host has 8 with 224 cores and 400 GiB. No profile of ours has it: its software is Google's own. */
  public static readonly GOOGLE_TPU_V5E = Accelerator.made(GOOGLE, 'Google TPU v5e', 16, 28, 50, BOARD);
  /** 32 GB; a host has 8 with 180 cores and 1.4 TiB. No profile of ours has it: its software is Google's own. */
  public static readonly GOOGLE_TPU_V6E = Accelerator.made(GOOGLE, 'Google TPU v6e', 32, 22, 180, BOARD);

  /** An accelerator that has no constant. */
  public static of(name: string, options: AcceleratorOptions): Accelerator {
    const { hostCpuPerDevice: cpu = 16, linkDomainDevices: domain = 1, memory } = options;
    if (name.trim() === '' || !(cpu > 0) || memory.inBytes === 0 || !(Number.isInteger(domain) && domain >= 1)) {
      throw fail(undefined, {
        code: 'AIC-2001',
        what: 'the accelerator is incomplete',
        got: { name, memoryBytes: memory.inBytes, hostCpuPerDevice: cpu, linkDomainDevices: domain },
        want: 'a name, memory, more than 0 cores per device and a whole number of linked devices',
        fix: "Write Accelerator.of('NVIDIA RTX PRO 6000', { memory: Size.mebibytes(97887) }).",
      });
    }
    return new Accelerator(name, options);
  }

  private static nvidia(
    model: string,
    memory: number,
    cpu: number,
    host: number,
    facts: Facts,
    profiles?: Profiles,
  ): Accelerator {
    const device = Size.mebibytes(memory);
    return Accelerator.of(`NVIDIA ${model}`, {
      memory: device,
      migProfiles: profiles?.(device),
      hostCpuPerDevice: cpu,
      hostMemoryPerDevice: Size.gibibytes(host),
      ...facts,
    });
  }

  private static made(
    vendor: AcceleratorVendor,
    name: string,
    memory: number,
    cpu: number,
    host: number,
    facts: Facts,
  ): Accelerator {
    return Accelerator.of(name, {
      vendor,
      memory: Size.gibibytes(memory),
      hostCpuPerDevice: cpu,
      hostMemoryPerDevice: Size.gibibytes(host),
      ...facts,
    });
  }

  /** Huawei's own servers have Kunpeng processors. */
  private static ascend(model: string, memory: number, cpu: number, host: number, facts: Facts): Accelerator {
    const all = { chip: `Ascend${model}`, architecture: ARM64, ...facts };
    return Accelerator.made(ASCEND, `Ascend ${model}`, memory, cpu, host, all);
  }

  private static neuron(model: string, memory: number, cpu: number, host: number, linked: number): Accelerator {
    const facts = { supportsFp8: true, linkDomainDevices: linked };
    return Accelerator.made(NEURON, `AWS ${model}`, memory, cpu, host, facts);
  }

  /** Memory of one device. */
  public readonly memory: Size;
  /** Who makes it. */
  public readonly vendor: AcceleratorVendor;
  /** Extended resource; undefined for the cloud's resource of whole devices of the vendor. */
  public readonly deviceResource?: string;
  /** Name of the chip in resource names of sharing software; undefined when they follow from the vendor. */
  public readonly chip?: string;
  /** Partitions that it can be cut into; empty when it cannot. */
  public readonly migProfiles: MigProfile[];
  /** Whether it computes in 8-bit floating point. */
  public readonly supportsFp8: boolean;
  /** Devices that reach each other without the network. */
  public readonly linkDomainDevices: number;
  /** Processors of the usual server. */
  public readonly architecture: NodeArchitecture;
  /** CPU cores that the usual server has per device. */
  public readonly hostCpuPerDevice: number;
  /** Memory that the usual server has per device. */
  public readonly hostMemoryPerDevice: Size;

  private constructor(
    /** Name with the maker, for example `NVIDIA H800`. */
    public readonly name: string,
    o: AcceleratorOptions,
  ) {
    this.memory = o.memory;
    this.vendor = o.vendor ?? (o.deviceResource === undefined ? NVIDIA : OTHER);
    this.deviceResource = o.deviceResource;
    this.chip = o.chip;
    this.migProfiles = [...(o.migProfiles ?? [])];
    this.supportsFp8 = o.supportsFp8 ?? false;
    this.linkDomainDevices = o.linkDomainDevices ?? 1;
    this.architecture = o.architecture ?? NodeArchitecture.AMD64;
    this.hostCpuPerDevice = o.hostCpuPerDevice ?? 16;
    this.hostMemoryPerDevice = o.hostMemoryPerDevice ?? Size.gibibytes(128);
  }
}
