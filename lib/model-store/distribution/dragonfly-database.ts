import { ResolvedDragonflyDatabase } from './private/dragonfly-context';
import { fail, prose } from '../../core/private/fail';
import { isDnsSubdomain } from '../../core/private/names';

/** A MySQL and a Redis that are there, and the Secret that opens them. */
export interface DragonflyDatabaseOptions {
  /** Host of MySQL. */
  readonly mysqlHost: string;

  /**
   * Port of MySQL.
   *
   * @default 3306
   */
  readonly mysqlPort?: number;

  /**
   * User of MySQL. May create tables in its database.
   *
   * @default 'dragonfly'
   */
  readonly mysqlUser?: string;

  /**
   * Database of MySQL.
   *
   * @default 'dragonfly'
   */
  readonly mysqlDatabase?: string;

  /** Addresses of Redis as `host:port`: one, or all of a cluster or of its sentinels. */
  readonly redisAddresses: string[];

  /**
   * Name of the master, when the addresses are those of sentinels.
   *
   * @default - the addresses are those of Redis itself
   */
  readonly redisMasterName?: string;

  /**
   * Secret with the keys `manager.yaml` and `scheduler.yaml`.
   *
   * It is in the namespace `dragonfly-system`, and holds what the ConfigMap `dragonfly-configuration` there shows, with its
   * markers filled in. Pods wait until something has made it.
   *
   * @default 'dragonfly-configuration'
   */
  readonly configurationSecretName?: string;
}

/**
 * Where Dragonfly keeps what it knows of peers and tasks.
 *
 * Its chart takes passwords as values only, and so would show them to whoever reads the state of Terraform or the
 * ConfigMaps of the cluster. Its programs take their whole configuration from another file: here, from a Secret.
 *
 * @example
 * import { DragonflyDatabase } from 'cdktf-ai-cloud';
 *
 * const database = DragonflyDatabase.external({ mysqlHost: 'mysql.acme.internal', redisAddresses: ['redis.acme.internal:6379'] });
 */
export class DragonflyDatabase {
  /** A MySQL and a Redis that are there. */
  public static external(options: DragonflyDatabaseOptions): DragonflyDatabase {
    const resolved: ResolvedDragonflyDatabase = {
      mysqlPort: 3306,
      mysqlUser: 'dragonfly',
      mysqlDatabase: 'dragonfly',
      configurationSecretName: 'dragonfly-configuration',
      ...options,
    };
    check(resolved);
    return new DragonflyDatabase(resolved);
  }

  /**
   * A MySQL and a Redis that come with the chart, to try it out. Their passwords and the key of sessions are those that
   * everybody can read in the chart, and their images get no updates any more.
   */
  public static evaluation(): DragonflyDatabase {
    return new DragonflyDatabase();
  }

  private constructor(
    /** @internal */
    public readonly _external?: ResolvedDragonflyDatabase,
  ) {}
}

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;
const ADDRESS = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:[0-9]{1,5}$/i;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

function check(options: ResolvedDragonflyDatabase): void {
  const { mysqlHost, mysqlPort, mysqlUser, mysqlDatabase, redisAddresses, configurationSecretName } = options;
  const wrong = [
    ...(HOST.test(mysqlHost) ? [] : [`mysqlHost '${mysqlHost}'`]),
    ...(Number.isInteger(mysqlPort) && mysqlPort > 0 && mysqlPort < 65536 ? [] : [`mysqlPort ${mysqlPort}`]),
    ...(NAME.test(mysqlUser) ? [] : [`mysqlUser '${mysqlUser}'`]),
    ...(NAME.test(mysqlDatabase) ? [] : [`mysqlDatabase '${mysqlDatabase}'`]),
    ...(redisAddresses.length > 0 && redisAddresses.every((address) => ADDRESS.test(address))
      ? []
      : [`redisAddresses [${redisAddresses.join(', ')}]`]),
    ...(isDnsSubdomain(configurationSecretName) ? [] : [`configurationSecretName '${configurationSecretName}'`]),
  ];
  if (wrong.length === 0) return;
  throw fail(undefined, {
    code: 'AIC-3330',
    what: 'the databases of Dragonfly cannot be reached so',
    got: prose(wrong.join(', ')),
    want: 'a host, a port, plain names, addresses as host:port and the name of a Secret, known at synthesis',
    fix: "Write DragonflyDatabase.external({ mysqlHost: 'mysql.acme.internal', redisAddresses: ['redis.acme.internal:6379'] }).",
  });
}
