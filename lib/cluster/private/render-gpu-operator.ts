import { GPU_OPERATOR_IMAGES, GpuOperatorImage, NFD_IMAGE } from '../../catalog/images';
import { CloudFacts, IRegistries } from '../../contracts/cluster';
import { Manifest } from '../../core/private/manifest-member';
import { DeviceSoftwareOptions } from '../device-software';

export function renderGpuOperator(
  cloud: CloudFacts,
  registries: IRegistries,
  options: DeviceSoftwareOptions,
): Manifest {
  const { bringsDriver, bringsToolkit, bringsDevicePlugin } = cloud;
  const version = options.driverVersion === undefined ? {} : { version: options.driverVersion };
  const values: Manifest = {
    nfd: { enabled: true },
    driver: { enabled: !bringsDriver, ...version, upgradePolicy: { autoUpgrade: false } },
    toolkit: { enabled: !bringsToolkit },
    cdi: { enabled: !bringsToolkit },
    devicePlugin: { enabled: !bringsDevicePlugin },
    migManager: { enabled: !bringsDevicePlugin },
    dcgmExporter: { serviceMonitor: { enabled: options.serviceMonitor ?? false } },
    daemonsets: { tolerations: [] },
    'node-feature-discovery': { worker: { tolerations: [] } },
  };
  for (const component of GPU_OPERATOR_IMAGES) place(values, component, registries);
  placeFeatureDiscovery(values['node-feature-discovery'] as Manifest, registries);
  return values;
}

/** References as they are pulled, sorted; each once. */
export function gpuOperatorImages(registries: IRegistries, options: DeviceSoftwareOptions): string[] {
  const own = GPU_OPERATOR_IMAGES.map(({ repository, image, version, values }) => {
    const isDriver = values.join('.') === 'driver';
    return `${repository}/${image}:${(isDriver ? options.driverVersion : undefined) ?? version}`;
  });
  const all = [...own, `${NFD_IMAGE.repository}:${NFD_IMAGE.version}`].map((reference) => registries.image(reference));
  return [...new Set(all)].sort();
}

/** The chart takes repository and name apart, for each component by itself. */
function place(values: Manifest, component: GpuOperatorImage, registries: IRegistries): void {
  const upstream = `${component.repository}/${component.image}`;
  const mirrored = withoutTag(registries.image(`${upstream}:${component.version}`));
  const secret = registries.pullSecretName;
  if (mirrored !== upstream) {
    const slash = mirrored.lastIndexOf('/');
    const target = mapAt(values, component.values);
    target.repository = mirrored.slice(0, slash);
    target.image = mirrored.slice(slash + 1);
  }
  if (secret !== undefined && component.takesPullSecret) mapAt(values, component.values).imagePullSecrets = [secret];
}

function placeFeatureDiscovery(values: Manifest, registries: IRegistries): void {
  const mirrored = withoutTag(registries.image(`${NFD_IMAGE.repository}:${NFD_IMAGE.version}`));
  if (mirrored !== NFD_IMAGE.repository) values.image = { repository: mirrored };
  if (registries.pullSecretName !== undefined) values.imagePullSecrets = [{ name: registries.pullSecretName }];
}

function withoutTag(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

function mapAt(values: Manifest, path: readonly string[]): Manifest {
  return path.reduce<Manifest>((map, key) => (map[key] ??= {}) as Manifest, values);
}
