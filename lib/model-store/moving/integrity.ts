import { fail, prose } from '../../core/private/fail';

/** Parts of a path: nothing that a shell, a list of sums or a pattern of rclone would read in another way. */
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._=+@-]+$/;

/**
 * What the files of a model or a dataset must be, byte for byte.
 *
 * A Job reads them where servers read them, before anything is served from them if the model starts when it is warm. A
 * file that differs, one that is missing and one that nobody named all fail it: what is not named could hold code.
 *
 * @example
 * import { Integrity, ModelSource, Size, TieredModelStore } from 'cdktf-ai-cloud';
 *
 * declare const store: TieredModelStore;
 * store.add('qwen3-32b', {
 *   source: ModelSource.bucketPath('qwen3-32b/2025-05-01'),
 *   size: Size.gibibytes(66),
 *   integrity: Integrity.sumsFile('SHA256SUMS', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
 *   startsWhenWarm: true,
 * });
 */
export class Integrity {
  /**
   * A list that stands beside the files, as `sha256sum` writes it: it names all of them but itself.
   *
   * @param path Path of the list below the source.
   * @param sha256 The SHA-256 of the list itself, in hexadecimal.
   */
  public static sumsFile(path: string, sha256: string): Integrity {
    return new Integrity({ [checkedPath(path)]: checkedSum(path, sha256) }, path);
  }

  /** The SHA-256 of each file in hexadecimal, by its path below the source. */
  public static files(sums: { [path: string]: string }): Integrity {
    if (Object.keys(sums).length === 0) {
      throw fail(undefined, {
        code: 'AIC-3273',
        what: 'the list of sums is empty',
        got: prose('no file'),
        want: 'all files of the model or dataset',
        fix: 'Name each of them, or write Integrity.sumsFile() with a list that stands beside them.',
      });
    }
    const entries = Object.entries(sums).map(([path, sum]) => [checkedPath(path), checkedSum(path, sum)]);
    return new Integrity(Object.fromEntries(entries) as { [path: string]: string });
  }

  private constructor(
    /** What is known at synthesis: sums by path. */
    public readonly sums: { [path: string]: string },
    /** Path of the list that names all others; undefined when they are known here. */
    public readonly listPath?: string,
  ) {}

  /**
   * As `sha256sum` writes it, sorted by path.
   *
   * @internal
   */
  public get _text(): string {
    const lines = Object.entries(this.sums).sort(([a], [b]) => (a < b ? -1 : 1));
    return lines.map(([path, sum]) => `${sum}  ${path}\n`).join('');
  }
}

function checkedPath(path: string): string {
  if (path.length > 512 || !path.split('/').every((segment) => SEGMENT.test(segment))) {
    throw fail(undefined, {
      code: 'AIC-3274',
      what: 'a sum is given for no usable path',
      got: path,
      want: "segments of letters, digits and . _ = + @ -, joined by '/', below the source",
      fix: "Write for example 'model-00001-of-00002.safetensors', without './' before it.",
    });
  }
  return path;
}

function checkedSum(path: string, sum: string): string {
  if (!/^[0-9A-Fa-f]{64}$/.test(sum)) {
    throw fail(undefined, {
      code: 'AIC-3275',
      what: `the sum of ${path} is no SHA-256`,
      got: sum,
      want: '64 hexadecimal digits',
      fix: `Write what 'sha256sum ${path}' prints.`,
    });
  }
  return sum.toLowerCase();
}
