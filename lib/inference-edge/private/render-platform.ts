import { GATEWAY_IMAGES } from '../../catalog/inference-images';
import { IRegistries } from '../../contracts/cluster';

export function gatewayValues(registries: IRegistries): object {
  const imageRegistry = registries.registryFor('docker.io');
  // The chart puts imageRegistry in the place of what stands before the first slash, and keeps the rest.
  const proxy = GATEWAY_IMAGES.proxy.replace(/^[^/]+/, imageRegistry.split('/')[0]);
  return {
    deployment: { replicas: 2 },
    global: {
      imageRegistry,
      imagePullSecrets: pullSecrets(registries),
      images: { envoyProxy: { image: proxy } },
    },
  };
}

export function pullSecrets(registries: IRegistries): { name: string }[] {
  return registries.pullSecretName === undefined ? [] : [{ name: registries.pullSecretName }];
}
