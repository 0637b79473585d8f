import { CHARTS } from './charts';

const NVIDIA = 'nvcr.io/nvidia/mellanox';
const TAG = `network-operator-v${CHARTS.networkOperator.version}`;

/** Images of NVIDIA's network operator: the operator, and what its policies start. The driver's version is apart. */
export const NETWORK_OPERATOR_IMAGES = {
  operator: `nvcr.io/nvidia/cloud-native/network-operator:v${CHARTS.networkOperator.version}`,
  initContainer: `${NVIDIA}/network-operator-init-container:${TAG}`,
  cniPlugins: `${NVIDIA}/plugins:${TAG}`,
  ipoibCni: `${NVIDIA}/ipoib-cni:${TAG}`,
  nvIpam: `${NVIDIA}/nvidia-k8s-ipam:${TAG}`,
  rdmaSharedDevicePlugin: `${NVIDIA}/k8s-rdma-shared-dev-plugin:${TAG}`,
  sriovDevicePlugin: `${NVIDIA}/sriov-network-device-plugin:${TAG}`,
  driver: `${NVIDIA}/doca-driver`,
};

/** The DOCA driver that was released with the operator. */
export const DOCA_DRIVER_VERSION = 'doca3.4.1-26.04-1.1.0.0-1';

/** Images of the SR-IOV operator when NVIDIA's chart brings it, by the value that places them. */
export const NVIDIA_SRIOV_IMAGES = {
  operator: `${NVIDIA}/sriov-network-operator:${TAG}`,
  sriovConfigDaemon: `${NVIDIA}/sriov-network-operator-config-daemon:${TAG}`,
  sriovCni: `${NVIDIA}/sriov-cni:${TAG}`,
  ibSriovCni: `${NVIDIA}/ib-sriov-cni:${TAG}`,
  ovsCni: `${NVIDIA}/ovs-cni-plugin:${TAG}`,
  rdmaCni: `${NVIDIA}/rdma-cni:${TAG}`,
  sriovDevicePlugin: `${NVIDIA}/sriov-network-device-plugin:${TAG}`,
  sriovDraDriver: `${NVIDIA}/dra-driver-sriov:${TAG}`,
  resourcesInjector: 'ghcr.io/k8snetworkplumbingwg/network-resources-injector:v1.7.0',
  webhook: `${NVIDIA}/sriov-network-operator-webhook:${TAG}`,
};

const UPSTREAM = 'ghcr.io/k8snetworkplumbingwg';
const SRIOV = `v${CHARTS.sriovNetworkOperator.version}`;

/** Images of the SR-IOV operator's own chart: the versions that were newest when it was released. */
export const SRIOV_IMAGES = {
  operator: `${UPSTREAM}/sriov-network-operator:${SRIOV}`,
  sriovConfigDaemon: `${UPSTREAM}/sriov-network-operator-config-daemon:${SRIOV}`,
  sriovCni: `${UPSTREAM}/sriov-cni:v2.10.0`,
  ibSriovCni: `${UPSTREAM}/ib-sriov-cni:v1.3.0`,
  ovsCni: `${UPSTREAM}/ovs-cni-plugin:v0.39.0`,
  rdmaCni: `${UPSTREAM}/rdma-cni:v1.4.0`,
  sriovDevicePlugin: `${UPSTREAM}/sriov-network-device-plugin:v3.9.0`,
  resourcesInjector: `${UPSTREAM}/network-resources-injector:v1.8.0`,
  webhook: `${UPSTREAM}/sriov-network-operator-webhook:${SRIOV}`,
  metricsExporter: `${UPSTREAM}/sriov-network-metrics-exporter:v1.2.0`,
  metricsExporterKubeRbacProxy: 'gcr.io/kubebuilder/kube-rbac-proxy:v0.15.0',
};

const EFA_REPOSITORY = 'eks/aws-efa-k8s-device-plugin';
const EFA_TAG = 'v0.5.20';

/** Registries of EKS by region; everywhere else it is the one that upstream's chart names. */
const EKS_REGISTRIES: { readonly [region: string]: string } = {
  'cn-north-1': '918309763551.dkr.ecr.cn-north-1.amazonaws.com.cn',
  'cn-northwest-1': '961992271922.dkr.ecr.cn-northwest-1.amazonaws.com.cn',
};

/** Image of the EFA device plugin. @see https://docs.amazonaws.cn/en_us/eks/latest/userguide/add-ons-images.html */
export function efaImage(region: string | undefined): string {
  const registry = EKS_REGISTRIES[region ?? ''] ?? '602401143452.dkr.ecr.us-west-2.amazonaws.com';
  return `${registry}/${EFA_REPOSITORY}:${EFA_TAG}`;
}

/** nccl-tests with MPI and a server for SSH. @see https://github.com/coreweave/nccl-tests */
export const NCCL_TESTS_IMAGE = 'ghcr.io/coreweave/nccl-tests:12.9.1-devel-ubuntu22.04-nccl2.30.4-1-111c25a';
