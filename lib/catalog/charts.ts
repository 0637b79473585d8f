import { ChartSource } from '../core/delivery-contract';

/**
 * Every upstream chart, pinned. Versions that belong together are raised together: KServe 0.20 names Gateway API 1.5.1,
 * Envoy Gateway 1.8.1 and cert-manager, and is the reason for the first two.
 */
export const CHARTS = {
  awsEfaDevicePlugin: {
    name: 'aws-efa-k8s-device-plugin',
    repository: 'https://aws.github.io/eks-charts',
    version: 'v0.5.30',
  },
  certManager: {
    name: 'cert-manager',
    repository: 'oci://quay.io/jetstack/charts',
    version: 'v1.21.1',
    crdGroups: ['cert-manager.io', 'acme.cert-manager.io'],
  },
  dragonfly: { name: 'dragonfly', repository: 'https://dragonflyoss.github.io/helm-charts/', version: '1.7.4' },
  // Brings the definitions too, in the way Helm installs once and never takes away. The chart of the definitions alone
  // (gateway-crds-helm) is larger than the Secret that Helm keeps a release in: it can be rendered, not installed.
  envoyGateway: {
    name: 'gateway-helm',
    repository: 'oci://docker.io/envoyproxy',
    version: 'v1.8.1',
    crdGroups: ['gateway.networking.k8s.io', 'gateway.networking.x-k8s.io', 'gateway.envoyproxy.io'],
  },
  fluid: {
    name: 'fluid',
    repository: 'https://fluid-cloudnative.github.io/charts',
    version: '1.0.8',
    crdGroups: ['data.fluid.io'],
  },
  gpuOperator: {
    name: 'gpu-operator',
    repository: 'https://helm.ngc.nvidia.com/nvidia',
    version: 'v26.7.0',
    crdGroups: ['nvidia.com'],
  },
  hami: { name: 'hami', repository: 'https://project-hami.github.io/HAMi', version: '2.10.0' },
  jobSet: {
    name: 'jobset',
    repository: 'oci://registry.k8s.io/jobset/charts',
    version: '0.12.0',
    crdGroups: ['jobset.x-k8s.io'],
  },
  kagent: { name: 'kagent', repository: 'oci://ghcr.io/kagent-dev/kagent/helm', version: '0.9.12' },
  kagentCrds: {
    name: 'kagent-crds',
    repository: 'oci://ghcr.io/kagent-dev/kagent/helm',
    version: '0.9.12',
    crdGroups: ['kagent.dev'],
  },
  kserve: { name: 'kserve-resources', repository: 'oci://ghcr.io/kserve/charts', version: 'v0.20.0' },
  kserveCrds: {
    name: 'kserve-crd',
    repository: 'oci://ghcr.io/kserve/charts',
    version: 'v0.20.0',
    crdGroups: ['serving.kserve.io'],
  },
  kserveLocalModel: {
    name: 'kserve-localmodel-resources',
    repository: 'oci://ghcr.io/kserve/charts',
    version: 'v0.20.0',
  },
  // Four kinds of the group of kserve-crd.
  kserveLocalModelCrds: {
    name: 'kserve-localmodel-crd',
    repository: 'oci://ghcr.io/kserve/charts',
    version: 'v0.20.0',
    crdGroups: ['serving.kserve.io'],
  },
  kubePrometheusStack: {
    name: 'kube-prometheus-stack',
    repository: 'oci://ghcr.io/prometheus-community/charts',
    version: '88.5.3',
    crdGroups: ['monitoring.coreos.com'],
  },
  kubeRay: {
    name: 'kuberay-operator',
    repository: 'https://ray-project.github.io/kuberay-helm',
    version: '1.7.0',
    crdGroups: ['ray.io'],
  },
  kubeflowTrainer: {
    name: 'kubeflow-trainer',
    repository: 'oci://ghcr.io/kubeflow/charts',
    version: '2.3.0',
    crdGroups: ['trainer.kubeflow.org'],
  },
  neuron: { name: 'neuron-helm-chart', repository: 'oci://public.ecr.aws/neuron', version: '1.9.0' },
  // The one owner of its definitions and labels: three other charts would bring it too.
  nodeFeatureDiscovery: {
    name: 'node-feature-discovery',
    repository: 'oci://registry.k8s.io/nfd/charts',
    version: '0.19.0',
    crdGroups: ['nfd.k8s-sigs.io'],
  },
  nvidiaDevicePlugin: {
    name: 'nvidia-device-plugin',
    repository: 'https://nvidia.github.io/k8s-device-plugin',
    version: '0.20.0',
  },
  // The GPU operator's chart ships the same definitions and installs them where they are missing: one group, one owner.
  nvidiaDraDriver: {
    name: 'dra-driver-nvidia-gpu',
    repository: 'oci://registry.k8s.io/dra-driver-nvidia/charts',
    version: '0.4.0',
    crdGroups: ['resource.nvidia.com'],
  },
  // Multus and its definition are ours in every case, so the definition that this chart and the next carry comes second
  // and is left alone by Helm.
  networkOperator: {
    name: 'network-operator',
    repository: 'https://helm.ngc.nvidia.com/nvidia',
    version: '26.4.1',
    crdGroups: ['mellanox.com', 'sriovnetwork.openshift.io'],
  },
  sriovNetworkOperator: {
    name: 'sriov-network-operator-chart',
    repository: 'oci://ghcr.io/k8snetworkplumbingwg',
    version: '1.6.0',
    crdGroups: ['sriovnetwork.openshift.io'],
  },
  seaweedFs: { name: 'seaweedfs', repository: 'https://seaweedfs.github.io/seaweedfs/helm', version: '4.53.0' },
  sparkOperator: {
    name: 'spark-operator',
    repository: 'https://kubeflow.github.io/spark-operator',
    version: '2.5.2',
    crdGroups: ['sparkoperator.k8s.io'],
  },
  topoLvm: {
    name: 'topolvm',
    repository: 'https://topolvm.github.io/topolvm',
    version: '17.1.0',
    crdGroups: ['topolvm.io'],
  },
  volcano: {
    name: 'volcano',
    repository: 'https://volcano-sh.github.io/helm-charts',
    version: '1.15.1',
    crdGroups: [
      'batch.volcano.sh',
      'bus.volcano.sh',
      'config.volcano.sh',
      'flow.volcano.sh',
      'nodeinfo.volcano.sh',
      'scheduling.volcano.sh',
      'shard.volcano.sh',
      'topology.volcano.sh',
    ],
  },
} as const satisfies { [name: string]: ChartSource };
