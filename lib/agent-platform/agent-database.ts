import { checkSecretKey } from './private/check';
import { SecretKeySelector } from '../contracts/secret-key-selector';

/**
 * The PostgreSQL database in which agents keep sessions and memory.
 *
 * @example
 * import { AgentDatabase } from 'cdktf-ai-cloud';
 *
 * const database = AgentDatabase.external({ secretName: 'kagent-database', key: 'url' });
 */
export class AgentDatabase {
  /**
   * A database that exists, reached by a URL (`postgres://user:password@host:5432/name?sslmode=require`) in a Secret.
   *
   * The Secret stands in the namespace of the platform. When a bundle of this program brings it (an ExternalSecret, say),
   * make the platform wait: `agents.node.addDependency(bundle)`.
   */
  public static external(url: SecretKeySelector): AgentDatabase {
    checkSecretKey(undefined, 'the database of the agents', url);
    return new AgentDatabase(url);
  }

  /**
   * The database that the chart brings: one pod, 500 MiB, and a password that everybody knows. For trying out only.
   *
   * @see https://github.com/kagent-dev/kagent/blob/v0.9.12/helm/kagent/values.yaml
   */
  public static bundledForEvaluation(): AgentDatabase {
    return new AgentDatabase(undefined);
  }

  private constructor(
    /** @internal */
    public readonly _url: SecretKeySelector | undefined,
  ) {}
}
