import { AlibabaCloud, AlibabaCloudOptions } from './alibaba';
import { AwsChinaCloud, AwsChinaCloudOptions } from './aws-china';
import { BaiduCloud, BaiduCloudOptions } from './baidu';
import { ICloudProfile } from './cloud-contract';
import { GenericCloud, GenericCloudOptions } from './generic';
import { TencentCloud, TencentCloudOptions } from './tencent';

/**
 * What differs between clouds: which device software is there already, RDMA resources, storage and load balancers.
 *
 * Nothing is guessed: a profile states facts, and a cloud without a profile is written as one.
 *
 * @example
 * import { CloudProfile } from 'cdktf-ai-cloud';
 *
 * const cloud = CloudProfile.tencent({ region: 'ap-guangzhou' });
 */
export class CloudProfile {
  /** Bare Kubernetes (on-premises, k3s, kind): everything that devices need is installed. */
  public static generic(options: GenericCloudOptions = {}): ICloudProfile {
    return new GenericCloud(options);
  }

  /** Tencent Kubernetes Engine. */
  public static tencent(options: TencentCloudOptions): ICloudProfile {
    return new TencentCloud(options);
  }

  /** Alibaba Container Service for Kubernetes. */
  public static alibaba(options: AlibabaCloudOptions): ICloudProfile {
    return new AlibabaCloud(options);
  }

  /** Baidu Cloud Container Engine. */
  public static baidu(options: BaiduCloudOptions): ICloudProfile {
    return new BaiduCloud(options);
  }

  /** Amazon EKS in Beijing or Ningxia. */
  public static awsChina(options: AwsChinaCloudOptions): ICloudProfile {
    return new AwsChinaCloud(options);
  }

  private constructor() {}
}
