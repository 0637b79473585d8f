import { IDependable } from 'constructs';

/** Something that answers the OpenAI chat API inside the cluster. */
export interface IChatModel {
  /** Base URL with `/v1`, reachable inside the cluster. */
  readonly baseUrl: string;
  /** The name that requests carry in `model`. */
  readonly servedModelName: string;
  /** What must be there before it is used. */
  readonly ready: IDependable;
}
