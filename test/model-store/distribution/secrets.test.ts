import { parse } from 'yaml';
import { DragonflyDatabase } from '../../../lib';
import { absent, chartsOf, manifestsOf } from '../../harness';
import { dragonfly, valuesOf, warningsOf } from './support';

describe('secrets', () => {
  test('none is a value of the chart, and none of its public defaults is left', () => {
    const values = valuesOf();
    expect(values.manager.config.auth.jwt.key).toBe('');
    expect(values.externalMysql).toMatchObject({ host: 'mysql.acme.internal', port: 3306, password: '' });
    expect(values.externalRedis).toStrictEqual({
      addrs: ['redis-0.acme.internal:6379', 'redis-1.acme.internal:6379'],
      password: '',
    });
    expect([values.mysql, values.redis]).toStrictEqual([{ enable: false }, { enable: false }]);
  });

  test.each(['manager', 'scheduler'])('the %s reads its configuration from the Secret', (program) => {
    const values = valuesOf()[program];
    expect(values.extraEnvVars).toStrictEqual([
      { name: `${program.toUpperCase()}_CONFIG`, value: `/etc/dragonfly-configuration/${program}.yaml` },
    ]);
    expect(values.extraVolumes[1]).toStrictEqual({
      name: 'configuration',
      secret: {
        secretName: 'dragonfly-configuration',
        items: [{ key: `${program}.yaml`, path: `${program}.yaml` }],
      },
    });
    expect(values.extraVolumeMounts[1]).toMatchObject({ mountPath: '/etc/dragonfly-configuration', readOnly: true });
  });

  test('what the Secret holds stands in a ConfigMap with markers where secrets belong', () => {
    const database = DragonflyDatabase.external({
      mysqlHost: 'db',
      mysqlPort: 3307,
      mysqlUser: 'u',
      mysqlDatabase: 'd',
      redisAddresses: ['sentinel:26379'],
      redisMasterName: 'main',
      configurationSecretName: 'own',
    });
    const { fixture } = dragonfly({ database });
    const { data } = manifestsOf(fixture.stack)['ConfigMap/dragonfly-configuration'];
    const redis = { addrs: ['sentinel:26379'], masterName: 'main', password: '${REDIS_PASSWORD}' };
    expect(parse(data['manager.yaml'])).toMatchObject({
      auth: { jwt: { key: '${JWT_KEY}' } },
      database: {
        mysql: { host: 'db', port: 3307, dbname: 'd', user: 'u', password: '${MYSQL_PASSWORD}', migrate: true },
        redis,
      },
    });
    expect(parse(data['scheduler.yaml'])).toMatchObject({
      database: { redis },
      manager: { addr: 'dragonfly-manager.dragonfly-system.svc.cluster.local:65003' },
    });
    const { manager } = chartsOf(fixture.stack).dragonfly.values;
    expect(manager.extraVolumes[1].secret.secretName).toBe('own');
  });

  test('the databases of the chart run only when it is tried out, which is warned of', () => {
    const database = DragonflyDatabase.evaluation();
    const values = valuesOf({ database });
    expect([values.mysql, values.redis]).toStrictEqual([{ enable: true }, { enable: true }]);
    absent((of: any) => of.manager.extraEnvVars, valuesOf(), values);
    expect(warningsOf({ database })).toStrictEqual(['AIC-3336']);
    expect(warningsOf({})).toStrictEqual([]);
  });
});
