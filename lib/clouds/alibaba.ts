import { IConstruct } from 'constructs';
import { CloudConfig, ICloudProfile, RdmaKind } from './cloud-contract';
import { OSS } from './private/object-storages';
import { fail } from '../core/private/fail';

/** Where an Alibaba cluster runs. */
export interface AlibabaCloudOptions {
  /** Region, for example `cn-hangzhou`. */
  readonly region: string;

  /**
   * Storage class for block volumes (ESSD), for example `alicloud-disk-essd`.
   *
   * @default - the cluster's default class
   */
  readonly blockStorageClass?: string;
}

/**
 * Alibaba Container Service for Kubernetes (ACK).
 *
 * GPU nodes come with driver, container toolkit and device plugin. cGPU needs a managed Pro cluster with `ack-ai-installer`,
 * elastic RDMA the eRDMA Controller. Object storage is reached inside the VPC; it takes addresses of the virtual-host style only.
 *
 * @see https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/use-cgpu-to-allocate-computing-power
 * @see https://help.aliyun.com/en/oss/developer-reference/use-aws-sdks-to-access-oss
 *
 * @example
 * import { AlibabaCloud } from 'cdktf-ai-cloud';
 *
 * const cloud = new AlibabaCloud({ region: 'cn-hangzhou', blockStorageClass: 'alicloud-disk-essd' });
 */
export class AlibabaCloud implements ICloudProfile {
  constructor(private readonly options: AlibabaCloudOptions) {
    if (!/^[a-z]{2}-[a-z]{2,}(-[a-z]{2,})*(-\d)?$/.test(options.region)) {
      throw fail(undefined, {
        code: 'AIC-1321',
        what: 'the region is no Alibaba region',
        got: options.region,
        want: 'a region such as cn-hangzhou or ap-southeast-1',
        fix: "Write CloudProfile.alibaba({ region: 'cn-hangzhou' }); a zone (cn-hangzhou-h) is no region.",
      });
    }
  }

  /** The facts. */
  public bind(_host: IConstruct): CloudConfig {
    const { region, blockStorageClass } = this.options;
    return {
      facts: {
        name: 'alibaba',
        region,
        objectStorageEndpoint: `s3.oss-${region}-internal.aliyuncs.com`,
        objectStorage: OSS,
        blockStorageClass,
        internalLoadBalancerAnnotations: {
          'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': 'intranet',
        },
        bringsDriver: true,
        bringsToolkit: true,
        bringsDevicePlugin: true,
      },
      nvidiaResource: 'nvidia.com/gpu',
      // @see https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/schedule-gpus-using-dra
      devicePluginOffLabels: { 'ack.node.gpu.schedule': 'disabled' },
      cgpu: {
        memoryResource: 'aliyun.com/gpu-mem',
        coreResource: 'aliyun.com/gpu-core.percentage',
        coreStep: 5,
        podsPerDevice: 20,
        nodeLabels: { 'ack.node.gpu.schedule': 'core_mem' },
        wholeMemory: true,
        wholeCompute: true,
        mostWholeDevices: 1,
      },
      rdma: {
        kind: RdmaKind.ERDMA,
        resource: 'aliyun/erdma',
        amountPerPod: 1,
        amountPerNode: 200,
        annotations: {},
        maxNicsPerNode: 4,
      },
    };
  }
}
