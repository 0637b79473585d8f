import { KSERVE_IMAGES } from '../../catalog/inference-images';
import { IRegistries } from '../../contracts/cluster';

/**
 * KServe without Knative, Istio and its own routes: Deployments, Services and autoscalers are made by it, the way in by
 * a gateway.
 */
export function kserveValues(registries: IRegistries, hasLocalModels: boolean): object {
  const untagged = (image: string): string => registries.image(image).replace(/:[^:/]+$/, '');
  const { pullSecretName: name } = registries;
  return {
    kserve: {
      agent: { image: untagged(KSERVE_IMAGES.agent) },
      controller: {
        deploymentMode: 'Standard',
        gateway: { disableIngressCreation: true, disableIstioVirtualHost: true },
        image: untagged(KSERVE_IMAGES.controller),
        imagePullPolicy: 'IfNotPresent',
        imagePullSecrets: name === undefined ? [] : [{ name }],
        rbacProxyImage: registries.image(KSERVE_IMAGES.metricsProxy),
        // The chart's 300 MiB hold the cache of a small cluster only.
        resources: { requests: { cpu: '100m', memory: '300Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      },
      localmodel: {
        ...(hasLocalModels ? { enabled: true } : {}),
        defaultJobImage: untagged(KSERVE_IMAGES.storageInitializer),
      },
      router: { image: untagged(KSERVE_IMAGES.router) },
      security: { autoMountServiceAccountToken: false },
      servingruntime: { art: { image: untagged(KSERVE_IMAGES.artExplainer) } },
      storage: { image: untagged(KSERVE_IMAGES.storageInitializer) },
    },
  };
}
