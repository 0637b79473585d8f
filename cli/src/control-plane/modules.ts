/** A Go module that carries charts or CRDs, fetched from the module proxy and read from the module cache. */
export interface UpstreamModule {
  readonly module: string;
  readonly version: string;
  /** Chart folders by chart name, relative to the module. */
  readonly charts?: { readonly [chart: string]: string };
  /** Folders or files with CustomResourceDefinitions by purpose, relative to the module. */
  readonly crds?: { readonly [purpose: string]: string };
  /** What differs from the published chart, and other facts a reader must know. */
  readonly note?: string;
}
