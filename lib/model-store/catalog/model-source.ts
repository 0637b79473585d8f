import { checkObjectPath } from '../warm/private/object-path';

/**
 * Where the weights of a model come from.
 *
 * @example
 * import { ModelSource } from 'cdktf-ai-cloud';
 *
 * const source = ModelSource.bucketPath('qwen3-32b/2025-05-01');
 */
export class ModelSource {
  /**
   * Plain objects below a path of the warm bucket. Pin a revision in the path: a model is what stands there, and a new
   * revision is a new path.
   */
  public static bucketPath(path: string): ModelSource {
    const checked = checkObjectPath('the path of the model', path);
    return new ModelSource(checked, `the bucket, ${checked}`);
  }

  private constructor(
    /** Path of the objects below the bucket's path prefix. */
    public readonly path: string,
    /** Where they came from, for people. */
    public readonly origin: string,
  ) {}
}
