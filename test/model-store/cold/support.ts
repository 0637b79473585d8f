import { TerraformStack } from 'cdktf';
import {
  CloudProfile,
  ColdTier,
  Duration,
  ICloudProfile,
  RestoreJob,
  RestoreJobProps,
  TieredModelStore,
  TieredModelStoreProps,
  WarmTier,
  WarmTierOptions,
} from '../../../lib';
import { manifestsOf } from '../../harness';
import { CREDENTIALS, Fixture } from '../fixture';

export const AWS = CloudProfile.awsChina({ region: 'cn-north-1' });

/** A store on a cloud with an archive. */
export function archiveFixture(
  warm: Partial<WarmTierOptions> = {},
  cloud: ICloudProfile = AWS,
  props: Partial<TieredModelStoreProps> = {},
): { stack: TerraformStack; store: TieredModelStore; fixture: Fixture } {
  const fixture = new Fixture({}, { cloud });
  const store = fixture.store({
    cold: ColdTier.archiveAfter(Duration.days(60), { pathPrefix: warm.pathPrefix }),
    warm: WarmTier.bucket('acme-models', { credentials: CREDENTIALS, ...warm }),
    ...props,
  });
  return { stack: fixture.stack, store, fixture };
}

/** A restore in such a store, and its Job. */
export function restored(
  props: Partial<RestoreJobProps> = {},
  warm?: Partial<WarmTierOptions>,
  cloud?: ICloudProfile,
  store?: Partial<TieredModelStoreProps>,
): any {
  const made = archiveFixture(warm, cloud, store);
  const restore = new RestoreJob(made.stack, 'Restore', { store: made.store, path: 'retired/old', ...props });
  return { ...made, restore, job: manifestsOf(made.stack)[`Job/${restore.jobName}`] };
}
