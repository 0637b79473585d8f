import { Manifest } from '../../../core/private/manifest-member';
import { Awaited } from '../../hot/private/engine';

/** Objects that bring files into a cache, and what has happened once they have. */
export interface PlannedPrefetch {
  readonly objects: readonly { readonly id: string; readonly manifest: Manifest }[];
  /** Undefined when nothing brings them in. */
  readonly done?: Awaited;
  /** Objects that bring them in when a job of Volcano is admitted; undefined when nothing waits for that. */
  readonly whenAdmitted?: (jobName: string) => Manifest[];
}
