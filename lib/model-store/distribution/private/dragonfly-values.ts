import { ResolvedDragonfly, storageDirectory } from './dragonfly-context';
import { DRAGONFLY_IMAGES } from '../../../catalog/model-store-images';
import { IRegistries } from '../../../contracts/cluster';
import { Manifest } from '../../../core/private/manifest-member';
import { splitImage } from '../../../core/private/split-image';
import { Size } from '../../../units/size';
import { nodeSelectorTermsOf, tolerationsOf } from '../../fluid/private/render-dataset';

const CONFIGURATION = '/etc/dragonfly-configuration';
const LOGS = { name: 'logs', emptyDir: { sizeLimit: '1Gi' } };
const OFF = { enable: false };

/**
 * Values of the Dragonfly chart.
 *
 * @see https://github.com/dragonflyoss/helm-charts/blob/dragonfly-1.7.4/charts/dragonfly/values.yaml
 */
export function dragonflyValues(dragonfly: ResolvedDragonfly, registries: IRegistries): Manifest {
  const { database, pullSecretName } = dragonfly;
  const values: Manifest = {
    global: { imagePullSecrets: pullSecretName === undefined ? [] : [{ name: pullSecretName }] },
    manager: {
      replicas: dragonfly.replicas,
      resources: sizes('250m', '512Mi', '2Gi'),
      // Without a Secret of its own it has the key that everybody can read in the chart.
      ...(database === undefined ? {} : { config: { auth: { jwt: { key: '' } } } }),
      ...configuredBy(database?.configurationSecretName, 'manager'),
    },
    scheduler: {
      replicas: dragonfly.replicas,
      resources: sizes('250m', '512Mi', '4Gi'),
      ...configuredBy(database?.configurationSecretName, 'scheduler'),
    },
    seedClient: {
      replicas: dragonfly.replicas,
      resources: sizes('500m', '1Gi', '8Gi'),
      persistence: {
        enable: true,
        size: Size.bytes(dragonfly.cacheBytes).toQuantity(),
        ...(dragonfly.storageClass === undefined ? {} : { storageClass: dragonfly.storageClass }),
      },
      config: { gc: gc(dragonfly), proxy: proxy(dragonfly) },
    },
    client: client(dragonfly),
    injector: OFF,
    ...databases(dragonfly),
  };
  for (const [path, upstream] of Object.entries(DRAGONFLY_IMAGES)) {
    mapAt(values, path.split('.')).image = imageValues(registries.image(upstream));
  }
  return values;
}

function databases({ database }: ResolvedDragonfly): Manifest {
  if (database === undefined) return { mysql: { enable: true }, redis: { enable: true } };
  // What is told of them stands in the Secret: the chart's own file, which nobody reads, gets neither password nor default.
  return {
    mysql: OFF,
    externalMysql: {
      host: database.mysqlHost,
      port: database.mysqlPort,
      database: database.mysqlDatabase,
      username: database.mysqlUser,
      password: '',
    },
    redis: OFF,
    externalRedis: { addrs: [...database.redisAddresses].sort(), password: '' },
  };
}

/** `MANAGER_CONFIG` and `SCHEDULER_CONFIG` name the file that is read in place of the chart's. */
function configuredBy(secretName: string | undefined, program: 'manager' | 'scheduler'): Manifest {
  if (secretName === undefined) return {};
  return {
    extraEnvVars: [{ name: `${program.toUpperCase()}_CONFIG`, value: `${CONFIGURATION}/${program}.yaml` }],
    extraVolumes: [
      LOGS,
      {
        name: 'configuration',
        secret: { secretName, items: [{ key: `${program}.yaml`, path: `${program}.yaml` }] },
      },
    ],
    extraVolumeMounts: [
      { name: 'logs', mountPath: `/var/log/dragonfly/${program}` },
      { name: 'configuration', mountPath: CONFIGURATION, readOnly: true },
    ],
  };
}

/** What runs on each node: it keeps pieces on NVMe, and links files into the directory of whoever asked for them. */
function client(dragonfly: ResolvedDragonfly): Manifest {
  const { nvmePath, containerdConfigPath } = dragonfly;
  const isOfRuntime = containerdConfigPath !== undefined;
  return {
    hostNetwork: true,
    // Only to restart the container runtime.
    hostPID: isOfRuntime,
    hostIPC: false,
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: nodeSelectorTermsOf(dragonfly.pools) },
      },
    },
    tolerations: tolerationsOf(dragonfly.pools),
    resources: sizes('500m', '1Gi', '8Gi'),
    // The same path on both sides: a link is made by the client where the asker sees it.
    extraVolumes: [{ name: 'nvme', hostPath: { path: nvmePath, type: 'Directory' } }, LOGS],
    extraVolumeMounts: [
      { name: 'nvme', mountPath: nvmePath },
      { name: 'logs', mountPath: '/var/log/dragonfly/dfdaemon/' },
    ],
    config: {
      storage: { dir: storageDirectory(nvmePath) },
      gc: gc(dragonfly),
      proxy: proxy(dragonfly),
    },
    dfinit: isOfRuntime
      ? {
          enable: true,
          restartContainerRuntime: true,
          config: {
            containerRuntime: {
              containerd: { configPath: containerdConfigPath, proxyAllRegistries: true, registries: [] },
            },
          },
        }
      : { enable: false },
  };
}

function gc(dragonfly: ResolvedDragonfly): Manifest {
  return {
    policy: {
      distThreshold: `${Math.floor(dragonfly.cacheBytes / 2 ** 20)}MiB`,
      distHighThresholdPercent: dragonfly.highWatermarkPercent,
      distLowThresholdPercent: dragonfly.lowWatermarkPercent,
    },
  };
}

function proxy({ proxiedUrls }: ResolvedDragonfly): Manifest {
  return { rules: proxiedUrls.map((regex) => ({ regex })) };
}

function sizes(cpu: string, memory: string, limit: string): Manifest {
  return { requests: { cpu, memory }, limits: { cpu: '8', memory: limit } };
}

/** The chart takes registry, repository and tag apart. */
function imageValues(reference: string): Manifest {
  const { repository, tag } = splitImage(reference);
  const slash = repository.indexOf('/');
  return { registry: repository.slice(0, slash), repository: repository.slice(slash + 1), tag };
}

function mapAt(values: Manifest, path: readonly string[]): Manifest {
  return path.reduce<Manifest>((map, key) => (map[key] ??= {}) as Manifest, values);
}
