import { GATEWAY_IMAGES, KSERVE_IMAGES } from '../../catalog/inference-images';
import { IRegistries } from '../../contracts/cluster';

/**
 * KServe without Knative, Istio and its own routes: Deployments, Services and autoscalers are made by it, the way in by
 * the gateway.
 */
export function kserveValues(registries: IRegistries): object {
  const untagged = (image: string): string => registries.image(image).replace(/:[^:/]+$/, '');
  return {
    kserve: {
      agent: { image: untagged(KSERVE_IMAGES.agent) },
      controller: {
        deploymentMode: 'Standard',
        gateway: { disableIngressCreation: true, disableIstioVirtualHost: true },
        image: untagged(KSERVE_IMAGES.controller),
        imagePullPolicy: 'IfNotPresent',
        imagePullSecrets: pullSecrets(registries),
        rbacProxyImage: registries.image(KSERVE_IMAGES.metricsProxy),
        // The chart's 300 MiB hold the cache of a small cluster only.
        resources: { requests: { cpu: '100m', memory: '300Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      },
      localmodel: { defaultJobImage: untagged(KSERVE_IMAGES.storageInitializer) },
      router: { image: untagged(KSERVE_IMAGES.router) },
      security: { autoMountServiceAccountToken: false },
      servingruntime: { art: { image: untagged(KSERVE_IMAGES.artExplainer) } },
      storage: { image: untagged(KSERVE_IMAGES.storageInitializer) },
    },
  };
}

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
