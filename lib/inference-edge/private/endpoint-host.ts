import { IDependable } from 'constructs';
import { ICluster } from '../../contracts/cluster';
import { Duration } from '../../units/duration';

/** What the inference edge tells its endpoints. */
export interface EndpointHost {
  readonly cluster: ICluster;
  readonly gatewayName: string;
  readonly gatewayNamespace: string;
  readonly gatewayUrl: string;
  readonly requestTimeout: Duration;
  readonly ready: IDependable;
}
