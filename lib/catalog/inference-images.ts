import { CHARTS } from './charts';

const KSERVE = CHARTS.kserve.version;
const GATEWAY = CHARTS.envoyGateway.version;

/** Images of the KServe chart, by the value that places them. The chart adds the tag itself, except to the proxy. */
export const KSERVE_IMAGES = {
  agent: `docker.io/kserve/agent:${KSERVE}`,
  artExplainer: `docker.io/kserve/art-explainer:${KSERVE}`,
  controller: `docker.io/kserve/kserve-controller:${KSERVE}`,
  metricsProxy: 'quay.io/brancz/kube-rbac-proxy:v0.18.0',
  router: `docker.io/kserve/router:${KSERVE}`,
  storageInitializer: `docker.io/kserve/storage-initializer:${KSERVE}`,
};

/** Images of Envoy Gateway: the controller, and what it starts. The proxy is the one that this version names itself. */
export const GATEWAY_IMAGES = {
  controller: `docker.io/envoyproxy/gateway:${GATEWAY}`,
  proxy: 'docker.io/envoyproxy/envoy:distroless-v1.38.1',
  rateLimit: 'docker.io/envoyproxy/ratelimit:ff287602',
};

/** Servers for models. */
export const RUNTIME_IMAGES = {
  vllm: 'docker.io/vllm/vllm-openai:v0.26.0',
};
