import { IRegistries } from '../contracts/cluster';
import { fail } from '../core/private/fail';

/** How a mirror is laid out. */
export interface MirrorOptions {
  /**
   * Where charts are read, for example `oci://registry.acme.com/charts`.
   *
   * @default - the charts' own repositories
   */
  readonly chartRepository?: string;

  /**
   * Name of an image pull Secret that exists in every namespace.
   *
   * @default - the mirror is read without credentials
   */
  readonly pullSecretName?: string;

  /**
   * Registries that are pulled from as they are, for example the company's own with its training images.
   *
   * @default - none: every image comes from the mirror
   */
  readonly directHosts?: string[];
}

/**
 * Where images and charts come from. One setting reaches every image and chart.
 *
 * @example
 * import { Registries } from 'cdktf-ai-cloud';
 *
 * const registries = Registries.mirror('registry.acme.com/ai', { chartRepository: 'oci://registry.acme.com/charts' });
 */
export class Registries implements IRegistries {
  /** The public registries that upstream publishes to. */
  public static upstream(): Registries {
    return new Registries(undefined, {});
  }

  /**
   * One registry that holds copies of all images under their own paths.
   *
   * `docker.io/volcanosh/vc-scheduler:v1.15.1` is pulled as `<host>/volcanosh/vc-scheduler:v1.15.1`.
   */
  public static mirror(host: string, options: MirrorOptions = {}): Registries {
    if (!/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._/-]+)?$/.test(host) || host.endsWith('/')) {
      throw fail(undefined, {
        code: 'AIC-1301',
        what: 'the mirror is no registry',
        got: host,
        want: 'host[:port][/path] without scheme and without a slash at the end',
        fix: "Write Registries.mirror('registry.acme.com/ai').",
      });
    }
    return new Registries(host, options);
  }

  /** Name of the image pull Secret; undefined when none is needed. */
  public readonly pullSecretName?: string;
  /** The mirror; undefined when images come from upstream. */
  public readonly mirrorHost?: string;
  private readonly charts?: string;
  private readonly directHosts: string[];

  private constructor(mirrorHost: string | undefined, options: MirrorOptions) {
    this.mirrorHost = mirrorHost;
    this.pullSecretName = options.pullSecretName;
    this.charts = options.chartRepository;
    this.directHosts = options.directHosts ?? [];
  }

  /** An image as it is pulled. References without a registry are Docker Hub's. */
  public image(reference: string): string {
    if (this.mirrorHost === undefined || reference.startsWith(`${this.mirrorHost}/`)) return reference;
    const slash = reference.indexOf('/');
    const first = reference.slice(0, slash);
    const hasHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost');
    if (hasHost && this.directHosts.includes(first)) return reference;
    const path = hasHost ? reference.slice(slash + 1) : slash > 0 ? reference : `library/${reference}`;
    return `${this.mirrorHost}/${path}`;
  }

  /** A chart repository as it is read. */
  public chartRepository(repository: string): string {
    return this.charts ?? repository;
  }

  /** The registry part, for charts that take it apart from the image. */
  public registryFor(upstream: string): string {
    return this.directHosts.includes(upstream) ? upstream : (this.mirrorHost ?? upstream);
  }
}
