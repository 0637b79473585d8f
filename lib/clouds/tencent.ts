import { IConstruct } from 'constructs';
import { CloudConfig, ICloudProfile, RdmaKind } from './cloud-contract';
import { COS } from './private/object-storages';
import { fail } from '../core/private/fail';

/** Where a Tencent cluster runs. */
export interface TencentCloudOptions {
  /** Region, for example `ap-guangzhou`. */
  readonly region: string;

  /**
   * Subnet in which internal load balancers get their address.
   *
   * @default - load balancers are what the cluster makes them
   */
  readonly loadBalancerSubnetId?: string;

  /**
   * Storage class for block volumes (CBS).
   *
   * @default - the cluster's default class
   */
  readonly blockStorageClass?: string;
}

/**
 * Tencent Kubernetes Engine (TKE).
 *
 * GPU nodes come with driver, container toolkit and device plugin (label `nvidia-device-enable=enable`); RDMA comes with
 * the `rdma-agent` add-on and qGPU with the `qgpu` add-on, which must be enabled on the cluster. qGPU needs native nodes.
 *
 * @see https://cloud.tencent.com/document/product/457
 *
 * @example
 * import { TencentCloud } from 'cdktf-ai-cloud';
 *
 * const cloud = new TencentCloud({ region: 'ap-guangzhou', loadBalancerSubnetId: 'subnet-1a2b3c4d' });
 */
export class TencentCloud implements ICloudProfile {
  constructor(private readonly options: TencentCloudOptions) {
    if (!/^[a-z]{2}-[a-z]+(-[a-z]+)?$/.test(options.region)) {
      throw fail(undefined, {
        code: 'AIC-1311',
        what: 'the region is no Tencent region',
        got: options.region,
        want: 'a region such as ap-guangzhou',
        fix: "Write CloudProfile.tencent({ region: 'ap-guangzhou' }); a zone (ap-guangzhou-6) is no region.",
      });
    }
  }

  /** The facts. */
  public bind(_host: IConstruct): CloudConfig {
    const { region, loadBalancerSubnetId, blockStorageClass } = this.options;
    return {
      facts: {
        name: 'tencent',
        region,
        objectStorageEndpoint: `cos.${region}.myqcloud.com`,
        objectStorage: COS,
        blockStorageClass,
        internalLoadBalancerAnnotations:
          loadBalancerSubnetId === undefined
            ? {}
            : { 'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': loadBalancerSubnetId },
        bringsDriver: true,
        bringsToolkit: true,
        bringsDevicePlugin: true,
      },
      nvidiaResource: 'nvidia.com/gpu',
      // @see https://github.com/Project-HAMi/website/blob/master/docs/installation/tke-installation.md
      devicePluginOffLabels: { 'nvidia-device-enable': 'disable' },
      // @see https://www.tencentcloud.com/document/product/457/59103
      qgpu: {
        memoryResource: 'tke.cloud.tencent.com/qgpu-memory',
        coreResource: 'tke.cloud.tencent.com/qgpu-core',
        coreStep: 5,
        podsPerDevice: 16,
        nodeLabels: { 'qgpu-device-enable': 'enable' },
        wholeCompute: true,
        models: {
          'NVIDIA A10': 'A10',
          'NVIDIA A100 40GB': 'A100',
          'NVIDIA A100 80GB': 'A100',
          'NVIDIA T4': 'T4',
          'NVIDIA V100': 'V100',
        },
      },
      rdma: {
        kind: RdmaKind.ROCE_V2,
        resource: 'tke.cloud.tencent.com/tke-shared-rdma',
        amountPerPod: 1,
        amountPerNode: 1000,
        annotations: { 'tke.cloud.tencent.com/networks': 'tke-route-eni,tke-rdma-macvlan' },
        maxNicsPerNode: 8,
      },
    };
  }
}
