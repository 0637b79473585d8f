/** A leaf of a manifest that Terraform fills in. */
export interface TokenLeaf {
  readonly path: (string | number)[];
  readonly value: unknown;
}

/** A plain JSON object, as Kubernetes reads it. */
export type Manifest = { [key: string]: any };

/** One object of a bundle with what the inspection found. */
export interface ManifestMember {
  readonly path: string;
  /** What the object is to the API server. */
  readonly key: string;
  /** JSON text of an object without tokens: all that most objects keep. */
  readonly text?: string;
  /** A copy of one's own when the object has no tokens: read it once. */
  readonly manifest: Manifest;
  readonly tokens: TokenLeaf[];
}

/** The values of a chart with what the inspection found. */
export interface ChartValues {
  readonly values: Manifest;
  readonly tokens: TokenLeaf[];
}

/** What an object is to the API server, whatever its version. */
export function objectKey(manifest: Manifest): string {
  const [group, version] = String(manifest.apiVersion).split('/');
  const namespace = manifest.metadata?.namespace;
  const kind = version === undefined ? manifest.kind : `${manifest.kind}.${group}`;
  return `${kind}/${namespace === undefined ? '' : `${namespace}/`}${manifest.metadata?.name}`;
}

export function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** RFC 6901. */
export function jsonPointer(path: (string | number)[]): string {
  return path.map((p) => `/${String(p).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}
