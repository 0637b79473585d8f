import { Token } from 'cdktf';
import { fail } from './private/fail';

/** How a kubeconfig file is used. */
export interface KubeconfigOptions {
  /**
   * The context to use.
   *
   * @default - the file's current context
   */
  readonly context?: string;
}

/** A cluster that is reached without a file. Every value may be a Terraform token. */
export interface EndpointOptions {
  /** The URL of the API server, for example `https://10.0.0.1:6443`. */
  readonly host: string;

  /** The certificate authority of the API server, as PEM text. */
  readonly clusterCaCertificate: string;

  /** A bearer token. Must be a Terraform token (a sensitive variable, a data source), never a literal. */
  readonly token: string;
}

/** What a Terraform provider needs to reach the cluster. */
export interface ClusterAccessConfig {
  /**
   * Path of a kubeconfig file.
   *
   * @default - reached by host
   */
  readonly configPath?: string;

  /**
   * Context in that file.
   *
   * @default - the file's current context
   */
  readonly configContext?: string;

  /**
   * URL of the API server.
   *
   * @default - reached by kubeconfig
   */
  readonly host?: string;

  /**
   * Certificate authority as PEM text.
   *
   * @default - reached by kubeconfig
   */
  readonly clusterCaCertificate?: string;

  /**
   * Bearer token.
   *
   * @default - reached by kubeconfig
   */
  readonly token?: string;
}

/**
 * How Terraform reaches a cluster that exists.
 *
 * @example
 * import { ClusterAccess } from 'cdktf-ai-cloud';
 *
 * const access = ClusterAccess.kubeconfig('~/.kube/config', { context: 'prod' });
 */
export class ClusterAccess {
  /** Through a kubeconfig file on the machine that runs Terraform. `~` is kept: the providers expand it. */
  public static kubeconfig(path: string, options: KubeconfigOptions = {}): ClusterAccess {
    if (typeof path !== 'string' || path === '') {
      throw fail(undefined, {
        code: 'AIC-1024',
        what: 'the kubeconfig has no path',
        got: path,
        want: 'the path of a file on the machine that runs Terraform',
        fix: "Write ClusterAccess.kubeconfig('~/.kube/config'); is an environment variable empty?",
      });
    }
    return new ClusterAccess({ configPath: path, configContext: options.context });
  }

  /** Through address, certificate and token, which may come from the resources that make the cluster. */
  public static endpoint(options: EndpointOptions): ClusterAccess {
    if (!Token.isUnresolved(options.token)) {
      throw fail(undefined, {
        code: 'AIC-1003',
        what: 'the token of the cluster is written in the program',
        got: '(a literal, not shown)',
        want: 'a Terraform token, so that no secret stands in code or in git',
        fix: "Use new TerraformVariable(stack, 'ClusterToken', { type: 'string', sensitive: true }).stringValue.",
      });
    }
    return new ClusterAccess({ ...options });
  }

  private constructor(
    /** What a Terraform provider is given. */
    public readonly config: ClusterAccessConfig,
  ) {}
}
