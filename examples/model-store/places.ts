import { Construct } from 'constructs';
import {
  AINativeCluster,
  CloudProfile,
  ColdTier,
  Duration,
  ICloudProfile,
  ObjectBucket,
  ObjectStorageFacts,
  ObjectStorageKind,
  WarmTier,
  WarmTierOptions,
} from 'cdktf-ai-cloud';

/** A cloud, and the warm tier there. */
export interface Place {
  readonly cloud: ICloudProfile;
  /** CSI driver of the disks that checkpoints are on. */
  readonly diskDriver: string;
  warm(scope: Construct, cluster: AINativeCluster, cold: ColdTier, options: WarmTierOptions): WarmTier;
}

/** An object storage of one's own with a class of objects that lie on tape. */
const TAPE_LIBRARY: ObjectStorageFacts = {
  kind: ObjectStorageKind.S3_COMPATIBLE,
  storageClasses: [{ className: 'STANDARD' }, { className: 'GLACIER', restoreTime: Duration.hours(12) }],
  archiveClass: 'GLACIER',
};

/** Everything that differs between the places. */
export const PLACES: { readonly [name: string]: Place } = {
  generic: {
    cloud: CloudProfile.generic({ objectStorage: TAPE_LIBRARY }),
    diskDriver: 'rbd.csi.ceph.com',
    warm: ownStorage,
  },
  tencent: {
    cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }),
    diskDriver: 'com.tencent.cloud.csi.cbs',
    warm: bucketNamed('acme-models-1250000000'),
  },
  alibaba: {
    cloud: CloudProfile.alibaba({ region: 'cn-hangzhou' }),
    diskDriver: 'diskplugin.csi.alibabacloud.com',
    warm: bucketNamed('acme-models'),
  },
  baidu: { cloud: CloudProfile.baidu({ region: 'bj' }), diskDriver: 'csi-cdsplugin', warm: bucketNamed('acme-models') },
  'aws-china': {
    cloud: CloudProfile.awsChina({ region: 'cn-northwest-1' }),
    diskDriver: 'ebs.csi.aws.com',
    warm: bucketNamed('acme-models'),
  },
};

/** No cloud: a bucket that somebody runs. */
function ownStorage(...[, , , options]: Parameters<Place['warm']>): WarmTier {
  return WarmTier.bucket('acme-models', { ...options, endpoint: 'ceph.acme.internal' });
}

/** A bucket of the cloud, made with the cluster: what retires moves to its archive by itself. */
function bucketNamed(bucketName: string): Place['warm'] {
  return (scope, cluster, cold, options) => {
    const lifecycle = cold.lifecycleRules(cluster.cloudFacts);
    const bucket = new ObjectBucket(scope, 'Bucket', { cluster, bucketName, lifecycle, tags: { team: 'serving' } });
    return WarmTier.ofBucket(bucket, options);
  };
}
