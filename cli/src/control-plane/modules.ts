/** A Go module that carries charts or CRDs; it is fetched and read, never built. */
export interface UpstreamModule {
  readonly module: string;
  readonly version: string;
  /** Checksum of the module as Go writes it into go.sum. */
  readonly sum: string;
  /** Chart folders by the chart's name, relative to the module. */
  readonly charts?: { readonly [chart: string]: string };
  /** Folders or files with CustomResourceDefinitions by purpose, relative to the module. */
  readonly crds?: { readonly [purpose: string]: string };
  /** Charts whose values file is a template that the project fills in when it releases. */
  readonly valuesTemplates?: { readonly [chart: string]: { readonly [variable: string]: string } };
}

/** Upstream modules by a short name. */
export const UPSTREAM_MODULES = {
  certManager: {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.1',
    sum: 'h1:0LttV37Q5c2CBNoHkjuI8sLKTXWZDC2SwQkxrBMKV9w=',
    charts: { 'cert-manager': 'deploy/charts/cert-manager' },
    crds: { all: 'deploy/crds' },
  },
  // The last that is served whole: its kinds are those of 0.2, which are not.
  cosi: {
    module: 'sigs.k8s.io/container-object-storage-interface-api',
    version: 'v0.1.0',
    sum: 'h1:8tB6JFQhbQIC1hwGQ+q4+tmSSNfjKemb7bFI6C0CK/4=',
    crds: { all: 'crds' },
  },
  envoyGateway: {
    module: 'github.com/envoyproxy/gateway',
    version: 'v1.8.1',
    sum: 'h1:i8POtrPtel3n0iGP55MNy6U1rTW4msyhkEWjXAF09ts=',
    charts: { 'gateway-helm': 'charts/gateway-helm', 'gateway-crds-helm': 'charts/gateway-crds-helm' },
    crds: { all: 'charts/gateway-helm/charts/crds/crds/generated' },
    valuesTemplates: {
      'gateway-helm': {
        GatewayImage: 'docker.io/envoyproxy/gateway:v1.8.1',
        GatewayImagePullPolicy: 'IfNotPresent',
      },
    },
  },
  externalSnapshotter: {
    module: 'github.com/kubernetes-csi/external-snapshotter/client/v8',
    version: 'v8.7.0',
    sum: 'h1:HVaSUeRRHPu49aSiL8eXOjS9Re9G6pM0NzdTGI7mM14=',
    crds: { all: 'config/crd' },
  },
  fluid: {
    module: 'github.com/fluid-cloudnative/fluid',
    version: 'v1.0.8',
    sum: 'h1:sZEOFWo5N8r+RyyD9PyLB3GgjergRR4yKspn64dltS8=',
    charts: { fluid: 'charts/fluid/fluid' },
    crds: { all: 'charts/fluid/fluid/crds' },
  },
  gatewayApi: {
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.5.1',
    sum: 'h1:RqVRIlkhLhUO8wOHKTLnTJA6o/1un4po4/6M1nRzdd0=',
    crds: { standard: 'config/crd/standard', experimental: 'config/crd/experimental' },
  },
  gatewayApiInferenceExtension: {
    module: 'sigs.k8s.io/gateway-api-inference-extension',
    version: 'v1.5.0',
    sum: 'h1:w9Awt60cmI1vM7Y6N81h8wDCBP0WkmxpdI7GKY0v070=',
    crds: { all: 'config/crd/bases' },
  },
  jobSet: {
    module: 'sigs.k8s.io/jobset',
    version: 'v0.12.0',
    sum: 'h1:YYPuV0px8Ongq/RXmJg6V0w2UC67aiR+rCMD06vhQQQ=',
    charts: { jobset: 'charts/jobset' },
    crds: { all: 'charts/jobset/crds' },
  },
  karpenter: {
    module: 'sigs.k8s.io/karpenter',
    version: 'v1.14.1',
    sum: 'h1:GjqvOHLjl2+OXM0ti5VEZSQuvcitB0pETd8zdChXEtI=',
    crds: { all: 'pkg/apis/crds', kwok: 'kwok/apis/crds' },
  },
  keda: {
    module: 'github.com/kedacore/keda/v2',
    version: 'v2.21.0',
    sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
    crds: { all: 'config/crd/bases' },
  },
  kmcp: {
    module: 'github.com/kagent-dev/kmcp',
    version: 'v0.3.0',
    sum: 'h1:CuF8LN6JbPoy75saRzwI5OIcSVZUgiwB0BeWtq+rAO4=',
    charts: { kmcp: 'helm/kmcp', 'kmcp-crds': 'helm/kmcp-crds' },
    crds: { all: 'config/crd/bases' },
  },
  kserve: {
    module: 'github.com/kserve/kserve',
    version: 'v0.20.0',
    sum: 'h1:Bs7HxmGV4KFqqptDcWseKv+mwD4YOYHJWcuVgPG2Gug=',
    charts: {
      'kserve-crd': 'charts/kserve-crd',
      'kserve-crd-minimal': 'charts/kserve-crd-minimal',
      'kserve-llmisvc-crd': 'charts/kserve-llmisvc-crd',
      'kserve-llmisvc-crd-minimal': 'charts/kserve-llmisvc-crd-minimal',
      'kserve-llmisvc-resources': 'charts/kserve-llmisvc-resources',
      'kserve-localmodel-crd': 'charts/kserve-localmodel-crd',
      'kserve-localmodel-resources': 'charts/kserve-localmodel-resources',
      'kserve-resources': 'charts/kserve-resources',
      'kserve-runtime-configs': 'charts/kserve-runtime-configs',
    },
    crds: {
      serving: 'config/crd/full',
      llm: 'config/crd/full/llmisvc',
      localModel: 'config/crd/full/localmodel',
      storageContainer: 'config/crd/full/clusterstoragecontainer',
    },
  },
  // The newest that is served; its definitions are read, its chart lives elsewhere.
  kubeRay: {
    module: 'github.com/ray-project/kuberay/ray-operator',
    version: 'v1.6.2',
    sum: 'h1:XUckRswLMyk71D00L62d2Vanh0fVkNqu56+IF/rr+O0=',
    crds: { all: 'config/crd/bases' },
  },
  kubeflowTrainer: {
    module: 'github.com/kubeflow/trainer/v2',
    version: 'v2.3.0',
    sum: 'h1:Je+e7zvTLzB4qW09J1fB7pZrqvPtWuGng2NqdN5p5QU=',
    crds: { all: 'manifests/base/crds' },
  },
  kueue: {
    module: 'sigs.k8s.io/kueue',
    version: 'v0.19.2',
    sum: 'h1:mPNzr37u0nwI7ikST5QQl5gg6EgtYOAvC9ZbTgywdN8=',
    charts: { kueue: 'charts/kueue' },
    crds: { all: 'config/components/crd/bases' },
  },
  leaderWorkerSet: {
    module: 'sigs.k8s.io/lws',
    version: 'v0.9.0',
    sum: 'h1:DcJCgxjjoGOx//QHZkeKpyiblxYq70aCRZNYSfykWyI=',
    charts: { lws: 'charts/lws' },
    crds: { all: 'charts/lws/crds' },
  },
  networkAttachmentDefinition: {
    module: 'github.com/k8snetworkplumbingwg/network-attachment-definition-client',
    version: 'v1.7.7',
    sum: 'h1:z4P744DR+PIpkjwXSEc6TvN3L6LVzmUquFgmNm8wSUc=',
    crds: { all: 'artifacts/networks-crd.yaml' },
  },
  nodeFeatureDiscovery: {
    module: 'sigs.k8s.io/node-feature-discovery',
    version: 'v0.19.0',
    sum: 'h1:9CYm16vjSIbNO5Z1Y67rcrfy51YWmy3+6wjiWzJbrC4=',
    charts: { 'node-feature-discovery': 'deployment/helm/node-feature-discovery' },
    crds: { all: 'deployment/helm/node-feature-discovery/crds' },
  },
  // Rook's own module has no checksum in the public database; the claims of both are one library's.
  objectBucket: {
    module: 'github.com/noobaa/noobaa-operator/v5',
    version: 'v5.18.0',
    sum: 'h1:kE6kov8mdTnafBVTpIdBt1HANVNciTDN6GPLhFnVkvI=',
    crds: {
      claim: 'deploy/obc/objectbucket.io_objectbucketclaims_crd.yaml',
      bucket: 'deploy/obc/objectbucket.io_objectbuckets_crd.yaml',
    },
  },
  prometheusOperator: {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.93.0',
    sum: 'h1:AohlYJT+En8TmNpAcEUJ3GsaJTAqfEBwHmGTVpRm/Io=',
    crds: { all: 'example/prometheus-operator-crd' },
  },
  seaweedfs: {
    module: 'github.com/seaweedfs/seaweedfs',
    // Chart 4.53.0: its releases are no versions that Go knows.
    version: 'v0.0.0-20261109003541-7506e5f91cd6',
    sum: 'h1:LOYZFToHq9F7pSR6lkPGfkM8RmHlVFrzndKdhmNZjrU=',
    charts: { seaweedfs: 'k8s/charts/seaweedfs' },
  },
  sparkOperator: {
    module: 'github.com/kubeflow/spark-operator/v2',
    version: 'v2.5.2',
    sum: 'h1:6nX2UhwSfnYi1mtwczgFfJTMeLSL/1ajTvkFe8R7Vdc=',
    charts: { 'spark-operator': 'charts/spark-operator-chart' },
    crds: { all: 'charts/spark-operator-chart/crds' },
  },
  sriovNetworkOperator: {
    module: 'github.com/k8snetworkplumbingwg/sriov-network-operator',
    version: 'v1.6.0',
    sum: 'h1:rzxyQm7Blreak47QCxvUEscTWgFzp+rBPcKXy5RewgE=',
    charts: { 'sriov-network-operator-chart': 'deployment/sriov-network-operator-chart' },
    crds: { all: 'config/crd/bases' },
  },
  volcano: {
    module: 'volcano.sh/volcano',
    version: 'v1.15.1',
    sum: 'h1:M0iGzhy1dvod2GFy1QiyWdv1jmmNfHW4+2WoRU7CIAk=',
    charts: { volcano: 'installer/helm/chart/volcano' },
    crds: {
      all: 'installer/helm/chart/volcano/crd/bases',
      jobFlow: 'installer/helm/chart/volcano/charts/jobflow/crd/bases',
    },
  },
} as const satisfies { readonly [name: string]: UpstreamModule };

/** The short name of an upstream module. */
export type UpstreamName = keyof typeof UPSTREAM_MODULES;

/** The module that carries a chart; undefined when none does. */
export function moduleOfChart(chart: string): UpstreamName | undefined {
  return Object.entries<UpstreamModule>(UPSTREAM_MODULES).find(([, module]) => module.charts?.[chart])?.[0] as
    UpstreamName | undefined;
}
