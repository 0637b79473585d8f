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

  private constructor() {}
}
