import { TerraformStack } from 'cdktf';
import {
  CloudProfile,
  ColdTier,
  Duration,
  ICloudProfile,
  TieredModelStore,
  TieredModelStoreProps,
  WarmTier,
  WarmTierOptions,
} from '../../../lib';
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
