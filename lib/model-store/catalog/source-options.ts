import { SecretKeySelector } from '../../contracts/secret-key-selector';
import { SecretReference } from '../warm/secret-reference';

/** How Hugging Face is reached. */
export interface HuggingFaceOptions {
  /**
   * Token for models that are not open to all, in the namespace of the store.
   *
   * @default - none: the model is open
   */
  readonly token?: SecretKeySelector;

  /**
   * URL of a mirror, for example `https://hf-mirror.com` in China.
   *
   * @default 'https://huggingface.co'
   */
  readonly endpoint?: string;
}

/** How ModelScope is reached. */
export interface ModelScopeOptions {
  /**
   * Token for models that are not open to all, in the namespace of the store.
   *
   * @default - none: the model is open
   */
  readonly token?: SecretKeySelector;

  /**
   * Domain of the site: `www.modelscope.ai` outside of China.
   *
   * @default 'www.modelscope.cn'
   */
  readonly domain?: string;
}

/** How another bucket is reached. */
export interface ObjectStorageSourceOptions {
  /** Credentials that may read it, in the namespace of the store. */
  readonly credentials: SecretReference;

  /** Endpoint of its S3 API: a host, or a URL. */
  readonly endpoint: string;

  /**
   * Region that requests are signed for.
   *
   * @default - what the endpoint's name says
   */
  readonly region?: string;

  /**
   * Whether the bucket is part of the path and not of the host.
   *
   * @default - what the endpoint suggests
   */
  readonly usePathStyle?: boolean;
}

/** Where the files are in an image. */
export interface ImageSourceOptions {
  /**
   * Directory of the files.
   *
   * @default 'models' - where KServe's modelcars have them
   */
  readonly path?: string;
}
