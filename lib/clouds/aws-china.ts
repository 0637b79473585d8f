import { IConstruct } from 'constructs';
import { CloudConfig, ICloudProfile, RdmaKind } from './cloud-contract';
import { S3 } from './private/object-storages';
import { fail } from '../core/private/fail';

/** Where a cluster of AWS in China runs. */
export interface AwsChinaCloudOptions {
  /** Region: `cn-north-1` (Beijing) or `cn-northwest-1` (Ningxia). */
  readonly region: string;

  /**
   * Elastic Fabric Adapters that each node has: 4 on `p4d.24xlarge`, 32 on `p5.48xlarge`, 8 on `trn1.32xlarge`.
   *
   * @default - none: nodes have no fabric
   */
  readonly efaPerNode?: number;

  /**
   * Storage class for block volumes (EBS), for example `gp3`.
   *
   * @default - the cluster's default class
   */
  readonly blockStorageClass?: string;
}

const REGIONS = ['cn-north-1', 'cn-northwest-1'];

/**
 * Amazon EKS in China, with the accelerated node images: driver and container toolkit are there, the device plugin is not.
 *
 * Adapters of the fabric are offered by the EFA device plugin. Load balancers are those of the AWS Load Balancer Controller.
 *
 * @see https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-arns.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/device-management-efa.html
 *
 * @example
 * import { AwsChinaCloud } from 'cdktf-ai-cloud';
 *
 * const cloud = new AwsChinaCloud({ region: 'cn-northwest-1', blockStorageClass: 'gp3' });
 */
export class AwsChinaCloud implements ICloudProfile {
  constructor(private readonly options: AwsChinaCloudOptions) {
    const { region, efaPerNode = 1 } = options;
    if (!REGIONS.includes(region)) {
      throw fail(undefined, {
        code: 'AIC-1323',
        what: 'the region is no region of AWS in China',
        got: region,
        want: REGIONS.join(' or '),
        fix: "Write CloudProfile.awsChina({ region: 'cn-northwest-1' }).",
      });
    }
    if (!Number.isInteger(efaPerNode) || efaPerNode < 1 || efaPerNode > 64) {
      throw fail(undefined, {
        code: 'AIC-1324',
        what: 'efaPerNode is no number of adapters',
        got: efaPerNode,
        want: 'a whole number from 1 to 64',
        fix: 'Give what kubectl describe node shows for vpc.amazonaws.com/efa, or leave efaPerNode out.',
      });
    }
  }

  /** The facts. */
  public bind(_host: IConstruct): CloudConfig {
    const { region, efaPerNode, blockStorageClass } = this.options;
    return {
      facts: {
        name: 'aws-china',
        region,
        objectStorageEndpoint: `s3.${region}.amazonaws.com.cn`,
        objectStorage: S3,
        blockStorageClass,
        internalLoadBalancerAnnotations: {
          'service.beta.kubernetes.io/aws-load-balancer-type': 'external',
          'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
        },
        bringsDriver: true,
        bringsToolkit: true,
        bringsDevicePlugin: false,
      },
      nvidiaResource: 'nvidia.com/gpu',
      ...(efaPerNode === undefined
        ? {}
        : {
            rdma: {
              kind: RdmaKind.EFA,
              resource: 'vpc.amazonaws.com/efa',
              amountPerPod: efaPerNode,
              amountPerNode: efaPerNode,
              annotations: {},
              maxNicsPerNode: efaPerNode,
            },
          }),
    };
  }
}
