/**
 * One change to a rendered manifest, as RFC 6902 says it.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc6902
 *
 * @example
 * import { JsonPatch } from 'cdktf-ai-cloud';
 *
 * const change = JsonPatch.add('/metadata/annotations', { 'acme.com/owner': 'ml' });
 */
export class JsonPatch {
  /** Puts a value at the path; in a list, before that index (`-` is the end). */
  public static add(path: string, value: any): JsonPatch {
    return new JsonPatch('add', path, value);
  }

  /** Puts a value where one is. */
  public static replace(path: string, value: any): JsonPatch {
    return new JsonPatch('replace', path, value);
  }

  /** Takes away what is there. */
  public static remove(path: string): JsonPatch {
    return new JsonPatch('remove', path, undefined);
  }

  private constructor(
    /** `add`, `replace` or `remove`. */
    public readonly operation: string,
    /** Where, as a JSON pointer: `/spec/template/spec/containers/0/image`. */
    public readonly path: string,
    /** @internal */
    public readonly _value: any,
  ) {}
}
