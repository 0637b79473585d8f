import { SecretKeySelector } from '../../contracts/secret-key-selector';

/** Which JuiceFS volume the warm bucket holds. */
export interface JuiceFsOptions {
  /** Name of the volume, as `juicefs format` was told. Its chunks stand below this name in the bucket. */
  readonly volumeName: string;

  /**
   * Where the URL of the metadata store is kept: `redis://…`, `postgres://…`, `tikv://…`, with its password.
   *
   * The store is part of the volume: without it the bucket holds chunks that nobody can put together. Run it highly
   * available and back it up.
   *
   * @see https://juicefs.com/docs/community/databases_for_metadata
   */
  readonly metadataUrl: SecretKeySelector;
}
