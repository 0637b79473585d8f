import { NicOptions } from './nic-options';

/** What an InfiniBand fabric has. */
export interface InfiniBandOptions extends NicOptions {
  /**
   * Service level of NCCL's traffic, as the subnet manager maps it to virtual lanes.
   *
   * @default - NCCL's default
   */
  readonly serviceLevel?: number;
}
