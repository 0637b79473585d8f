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
export class ManifestContent implements ManifestMember {
  public static of(object: IConstruct, given: unknown): ManifestContent {
    const { tokens, text } = inspectManifest(object, given);
    const key = objectKey(given as Manifest);
    const tree = text === undefined ? (copyOf(given) as Manifest) : undefined;
    return new ManifestContent(object, key, tokens, text, tree);
  }

  private knownPath?: string;

  private constructor(
    private readonly object: IConstruct,
    public readonly key: string,
    public readonly tokens: TokenLeaf[],
    public readonly text: string | undefined,
    private readonly tree: Manifest | undefined,
  ) {}

  public get path(): string {
    this.knownPath ??= this.object.node.path;
    return this.knownPath;
  }

  public get manifest(): Manifest {
    return this.tree ?? (JSON.parse(this.text!) as Manifest);
  }
}
