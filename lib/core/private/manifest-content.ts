import { IConstruct } from 'constructs';
import { inspectManifest } from './inspect-manifest';
import { Manifest, ManifestMember, objectKey, TokenLeaf } from './manifest-member';
import { copyOf } from './patch';

/**
 * What an object is, as it was given: the program may go on to change or reuse its own.
 *
 * An object without Terraform tokens is kept as JSON text. That is what gets written, it is several times smaller than
 * the tree, and few ask for the tree again.
 */
export class ManifestContent {
  public static of(scope: IConstruct, given: unknown): ManifestContent {
    const { tokens, text } = inspectManifest(scope, given);
    const key = objectKey(given as Manifest);
    return new ManifestContent(key, text, text === undefined ? (copyOf(given) as Manifest) : undefined, tokens);
  }

  private constructor(
    public readonly key: string,
    public readonly text: string | undefined,
    private readonly tree: Manifest | undefined,
    public readonly tokens: TokenLeaf[],
  ) {}

  public get manifest(): Manifest {
    return this.tree ?? (JSON.parse(this.text!) as Manifest);
  }

  /** The content of the object at this path. */
  public memberAt(path: string): ManifestMember {
    const { key, text, tokens, tree } = this;
    if (text === undefined) return { path, key, tokens, manifest: tree! };
    return {
      path,
      key,
      text,
      tokens,
      get manifest(): Manifest {
        return JSON.parse(text) as Manifest;
      },
    };
  }
}
