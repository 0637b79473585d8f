import { IConstruct } from 'constructs';
import { CloudConfig, ICloudProfile, RdmaKind } from './cloud-contract';
import { BOS } from './private/object-storages';
import { AcceleratorVendor } from '../contracts/accelerator-vendor';
import { fail } from '../core/private/fail';

/** Where a Baidu cluster runs. */
export interface BaiduCloudOptions {
  /** Region, for example `bj`. */
  readonly region: string;

  /**
   * Whether the CCE GPU Manager runs, which names devices by their model (`baidu.com/a100_80g_cgpu`). cGPU needs it.
   *
   * @default false
   */
  readonly gpuManager?: boolean;

  /**
   * Storage class for block volumes (CDS).
   *
   * @default - the cluster's default class
   */
  readonly blockStorageClass?: string;
}

/**
 * The regions of object storage, which are those of CCE.
 *
 * @see https://intl.cloud.baidu.com/en/doc/BOS/s/Ck1rk80hn-intl-en
 */
const REGIONS = ['bd', 'bj', 'fsh', 'fwh', 'gz', 'hkg', 'su'];

/** What Baidu calls the accelerators. @see https://intl.cloud.baidu.com/en/doc/CCE/s/Pkp7ygb1u-intl-en */
const MODELS = {
  'NVIDIA A10': 'a10_24g',
  'NVIDIA A100 40GB': 'a100_40g',
  'NVIDIA A100 80GB': 'a100_80g',
  'NVIDIA A800': 'a800_80g',
  'NVIDIA H20': 'h20_96g',
  'NVIDIA H800': 'h800_80g',
  'NVIDIA L20': 'l20',
  'NVIDIA T4': 't4_16g',
  'NVIDIA V100': 'v100_32g',
};

/**
 * Baidu Cloud Container Engine (CCE).
 *
 * Nodes come with driver, container toolkit and device plugin, also for Kunlun and Ascend. Nodes with RDMA offer `rdma/hca`
 * when the cluster was made with `enable_rdma`.
 *
 * @see https://intl.cloud.baidu.com/en/doc/CCE/s/Pkp7ygb1u-intl-en
 *
 * @example
 * import { BaiduCloud } from 'cdktf-ai-cloud';
 *
 * const cloud = new BaiduCloud({ region: 'bj', gpuManager: true });
 */
export class BaiduCloud implements ICloudProfile {
  constructor(private readonly options: BaiduCloudOptions) {
    if (!REGIONS.includes(options.region)) {
      throw fail(undefined, {
        code: 'AIC-1322',
        what: 'the region is no Baidu region',
        got: options.region,
        want: REGIONS.join(', '),
        fix: "Write CloudProfile.baidu({ region: 'bj' }); a zone (cn-bj-d) is no region.",
      });
    }
  }

  /** The facts. */
  public bind(_host: IConstruct): CloudConfig {
    const { region, blockStorageClass, gpuManager = false } = this.options;
    const byModel = Object.entries(MODELS).map(([name, model]) => [name, `baidu.com/${model}_cgpu`]);
    return {
      facts: {
        name: 'baidu',
        region,
        objectStorageEndpoint: `s3.${region}.bcebos.com`,
        objectStorage: BOS,
        blockStorageClass,
        internalLoadBalancerAnnotations: { 'service.beta.kubernetes.io/cce-load-balancer-internal-vpc': 'true' },
        bringsDriver: true,
        bringsToolkit: true,
        bringsDevicePlugin: true,
      },
      nvidiaResource: 'nvidia.com/gpu',
      bringsPluginOf: [AcceleratorVendor.ASCEND, AcceleratorVendor.KUNLUN],
      ...(gpuManager
        ? {
            deviceResources: Object.fromEntries(byModel) as { [name: string]: string },
            cgpu: {
              countResource: 'baidu.com/{model}_cgpu',
              memoryResource: 'baidu.com/{model}_cgpu_memory',
              coreResource: 'baidu.com/{model}_cgpu_core',
              coreStep: 5,
              nodeLabels: { 'cce.baidubce.com/gpu-share-device-plugin': 'enable' },
              models: MODELS,
            },
          }
        : {}),
      rdma: {
        kind: RdmaKind.ROCE_V2,
        resource: 'rdma/hca',
        amountPerPod: 1,
        amountPerNode: 1000,
        annotations: {},
        maxNicsPerNode: 8,
      },
    };
  }
}
