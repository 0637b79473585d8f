import {
  checkDigest,
  checkRepository,
  checkRevision,
  checkUrl,
  Hub,
  ImportSource,
  parseObjectUrl,
} from './private/source';
import {
  HuggingFaceOptions,
  ImageSourceOptions,
  ModelScopeOptions,
  ObjectStorageSourceOptions,
} from './source-options';
import { IVolume } from '../../contracts/volume';
import { checkObjectPath } from '../warm/private/object-path';
import { WarmTier } from '../warm/warm-tier';

/**
 * Where the files of a model or a dataset come from.
 *
 * What is not in the bucket is imported into it once, to a path that follows name and version: what is served never changes
 * because somebody else changed it.
 *
 * @example
 * import { ModelSource } from 'cdktf-ai-cloud';
 *
 * const here = ModelSource.bucketPath('qwen3-32b/2025-05-01');
 * const there = ModelSource.huggingFace('Qwen/Qwen3-32B', '9216db5781bf21249d130ec9da846c4624c16137');
 */
export class ModelSource {
  /**
   * Plain objects below a path of the warm bucket. Pin a revision in the path: a model is what stands there, and a new
   * revision is a new path.
   */
  public static bucketPath(path: string): ModelSource {
    const checked = checkObjectPath('the path of the model', path);
    return new ModelSource(`the bucket, ${checked}`, checked);
  }

  /**
   * A repository of Hugging Face, or of a mirror.
   *
   * @param commit The commit, 40 hexadecimal digits: a branch such as `main` is refused.
   */
  public static huggingFace(repository: string, commit: string, options: HuggingFaceOptions = {}): ModelSource {
    checkRevision('Hugging Face', commit, false);
    if (options.endpoint !== undefined) checkUrl(options.endpoint);
    return ModelSource.hub('Hugging Face', { site: 'hugging-face', ...options }, repository, commit);
  }

  /**
   * A repository of ModelScope.
   *
   * @param revision A commit, or a tag such as `v1.0.2`: clients before 1.38 know tags and branches only. A tag may be
   * moved by its owner; what was imported stays what it was.
   */
  public static modelScope(repository: string, revision: string, options: ModelScopeOptions = {}): ModelSource {
    checkRevision('ModelScope', revision, true);
    if (options.domain !== undefined) checkUrl(`https://${options.domain}`);
    return ModelSource.hub('ModelScope', { site: 'model-scope', ...options }, repository, revision);
  }

  /** Objects below a path of another bucket: `s3://bucket/path`, `cos://…`, `oss://…` or `bos://…`. Needs a version. */
  public static objectStorage(url: string, options: ObjectStorageSourceOptions): ModelSource {
    const { bucketName, path } = parseObjectUrl(url);
    const bucket = WarmTier.bucket(bucketName, options);
    return new ModelSource(url, undefined, {
      kind: 'object-storage',
      bucket,
      path: checkObjectPath('the path in the bucket', path),
    });
  }

  /**
   * Files in an OCI image, named by its digest. The import mounts it as a volume, which needs Kubernetes 1.35, or 1.33
   * with the feature gate ImageVolume.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/
   */
  public static image(reference: string, options: ImageSourceOptions = {}): ModelSource {
    const digest = checkDigest(reference);
    const path = checkObjectPath('the path in the image', options.path ?? 'models');
    return new ModelSource(reference, undefined, { kind: 'image', reference, path, pin: digest.slice(0, 12) });
  }

  /** A volume of the store's namespace, for example a claim that somebody filled. Needs a version. */
  public static volume(volume: IVolume): ModelSource {
    const origin = `the claim ${volume.claimName}${volume.pathInClaim === '' ? '' : `, ${volume.pathInClaim}`}`;
    return new ModelSource(origin, undefined, { kind: 'claim', volume });
  }

  private static hub(name: string, hub: Hub, repository: string, revision: string): ModelSource {
    checkRepository(name, repository);
    return new ModelSource(`${name}, ${repository} at ${revision}`, undefined, {
      kind: 'hub',
      hub,
      repository,
      revision,
      pin: revision,
    });
  }

  private constructor(
    /** Where the files came from, for people. */
    public readonly origin: string,
    /** Path of the objects below the bucket's path prefix; undefined when it follows name and version. */
    public readonly path?: string,
    /** @internal */
    public readonly _import?: ImportSource,
  ) {}
}
