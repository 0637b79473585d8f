import { TerraformStack } from 'cdktf';
import {
  AINativeCluster,
  CloudFacts,
  CloudProfile,
  ClusterAccess,
  Duration,
  ICloudProfile,
  LifecycleRule,
  ObjectBucket,
  ObjectBucketProps,
} from '../../../lib';
import { terraformOf, testStack } from '../../harness';

/** The clouds whose buckets Terraform makes, with a name that each takes and two classes that objects move to. */
export const CLOUDS = {
  tencent: {
    profile: CloudProfile.tencent({ region: 'ap-guangzhou' }),
    bucketName: 'acme-models-1250000000',
    type: 'tencentcloud_cos_bucket',
    classes: ['STANDARD_IA', 'ARCHIVE'],
  },
  alibaba: {
    profile: CloudProfile.alibaba({ region: 'cn-hangzhou' }),
    bucketName: 'acme-models',
    type: 'alicloud_oss_bucket',
    classes: ['IA', 'Archive'],
  },
  baidu: {
    profile: CloudProfile.baidu({ region: 'bj' }),
    bucketName: 'acme-models',
    type: 'baiducloud_bos_bucket',
    classes: ['STANDARD_IA', 'ARCHIVE'],
  },
  aws: {
    profile: CloudProfile.awsChina({ region: 'cn-northwest-1' }),
    bucketName: 'acme-models',
    type: 'aws_s3_bucket',
    classes: ['STANDARD_IA', 'GLACIER'],
  },
} as const;

export type CloudName = keyof typeof CLOUDS;
export const CLOUD_NAMES = Object.keys(CLOUDS) as CloudName[];

export const days = (n: number): Duration => Duration.days(n);

/** A rule with every step that the cloud knows. */
export function fullRule(cloud: CloudName): LifecycleRule {
  const [first, second] = CLOUDS[cloud].classes;
  return {
    name: 'retired',
    prefix: 'retired/',
    transitions: [
      { after: days(30), storageClass: first },
      { after: days(90), storageClass: second },
    ],
    expireAfter: days(730),
    abortUploadsAfter: days(7),
    ...(cloud === 'baidu' ? {} : { expireOldVersionsAfter: days(60) }),
  };
}

export function clusterIn(stack: TerraformStack, profile: ICloudProfile, id = 'Cluster'): AINativeCluster {
  const access = ClusterAccess.kubeconfig('~/.kube/config', { context: id.toLowerCase() });
  return new AINativeCluster(stack, id, { access, cloud: profile });
}

/** A bucket in a stack of its own. */
export function bucketIn(cloud: CloudName, props: Partial<ObjectBucketProps> = {}): ObjectBucket {
  const stack = testStack();
  const { profile, bucketName } = CLOUDS[cloud];
  return new ObjectBucket(stack, 'Bucket', { cluster: clusterIn(stack, profile), bucketName, ...props });
}

/** The Terraform resources of a bucket, by type: what stands in its cloud's resources called `Bucket`. */
export function resourcesOf(cloud: CloudName, props: Partial<ObjectBucketProps> = {}): Record<string, any> {
  const { resource } = terraformOf(TerraformStack.of(bucketIn(cloud, props)));
  const mine = Object.entries<any>(resource).filter(([type]) => type !== 'helm_release');
  return Object.fromEntries(mine.map(([type, byId]) => [type, byId.Bucket]));
}

/** The resource that is the bucket. */
export function bucketOf(cloud: CloudName, props: Partial<ObjectBucketProps> = {}): any {
  return resourcesOf(cloud, props)[CLOUDS[cloud].type];
}

/** A profile of a user's own: that of a cloud with other facts. */
export function profileWith(cloud: CloudName, facts: Partial<CloudFacts>): ICloudProfile {
  return {
    bind: (host) => {
      const config = CLOUDS[cloud].profile.bind(host);
      return { ...config, facts: { ...config.facts, ...facts } };
    },
  };
}
