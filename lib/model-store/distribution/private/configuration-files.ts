import { stringify } from 'yaml';
import { NAMESPACE, RELEASE, ResolvedDragonflyDatabase } from './dragonfly-context';

/** What stands for a secret: `envsubst` fills it in. */
const marker = (name: string): string => `\${${name}}`;

/**
 * The files that the Secret holds, with markers where secrets belong. What they leave out has the default of the program.
 *
 * @see https://github.com/dragonflyoss/dragonfly/blob/v2.5.0/manager/config/config.go
 * @see https://github.com/dragonflyoss/dragonfly/blob/v2.5.0/scheduler/config/config.go
 */
export function configurationFiles(database: ResolvedDragonflyDatabase): { [file: string]: string } {
  const redis = {
    addrs: [...database.redisAddresses].sort(),
    ...(database.redisMasterName === undefined ? {} : { masterName: database.redisMasterName }),
    password: marker('REDIS_PASSWORD'),
  };
  const metrics = { enable: true, addr: ':8000' };
  return {
    'manager.yaml': stringify({
      auth: { jwt: { key: marker('JWT_KEY') } },
      console: true,
      database: {
        mysql: {
          host: database.mysqlHost,
          port: database.mysqlPort,
          dbname: database.mysqlDatabase,
          user: database.mysqlUser,
          password: marker('MYSQL_PASSWORD'),
          migrate: true,
        },
        redis,
      },
      metrics,
    }),
    'scheduler.yaml': stringify({
      console: true,
      database: { redis },
      manager: { addr: `${RELEASE}-manager.${NAMESPACE}.svc.cluster.local:65003` },
      metrics,
    }),
  };
}
