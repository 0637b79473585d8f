import { CHARTS } from './charts';
import { MANIFESTS } from './manifests';

/** Every image that the cluster pillar names itself, under its upstream name. */
export const IMAGES = {
  amdDevicePlugin: `docker.io/rocm/k8s-device-plugin:${MANIFESTS.amdDevicePlugin.version}`,
  busybox: 'docker.io/library/busybox:1.37.0',
  // Linked statically: its one program runs in any image.
  busyboxStatic: 'docker.io/library/busybox:1.37.0-musl',
  kubectl: 'registry.k8s.io/kubectl:v1.35.4',
  multus: `ghcr.io/k8snetworkplumbingwg/multus-cni:${MANIFESTS.multus.version}`,
  nodeProblemDetector: `registry.k8s.io/node-problem-detector/node-problem-detector:${MANIFESTS.nodeProblemDetector.version}`,
  rdmaSharedDevicePlugin: `nvcr.io/nvidia/mellanox/k8s-rdma-shared-dev-plugin:${MANIFESTS.rdmaSharedDevicePlugin.version}`,
  volcanoVgpuDevicePlugin: `docker.io/projecthami/volcano-vgpu-device-plugin:${MANIFESTS.volcanoVgpuDevicePlugin.version}`,
};

/** Images of the cert-manager chart, by the value that places them. */
export const CERT_MANAGER_IMAGES = ['acmesolver', 'cainjector', 'controller', 'startupapicheck', 'webhook'].map(
  (component) => `quay.io/jetstack/cert-manager-${component}:${CHARTS.certManager.version}`,
);

/** A component of the GPU operator and its image: `values` is the path of its map in the chart's values. */
export interface GpuOperatorImage {
  readonly values: readonly string[];
  readonly repository: string;
  readonly image: string;
  readonly version: string;
  readonly takesPullSecret: boolean;
}

const APP = CHARTS.gpuOperator.version;

/** Images of the GPU operator chart; there is no value that moves all of them at once. */
export const GPU_OPERATOR_IMAGES: readonly GpuOperatorImage[] = [
  component('ccManager', 'nvcr.io/nvidia/cloud-native/k8s-cc-manager', 'v0.4.3'),
  component('dcgm', 'nvcr.io/nvidia/cloud-native/dcgm', '4.6.0-1-ubuntu24.04', false),
  component('dcgmExporter', 'nvcr.io/nvidia/k8s/dcgm-exporter', '4.6.0-4.8.3-distroless', false),
  component('devicePlugin', 'nvcr.io/nvidia/k8s-device-plugin', 'v0.20.0'),
  component('draDriver', 'nvcr.io/nvidia/dra-driver-nvidia-gpu', 'v0.5.0'),
  component('driver', 'nvcr.io/nvidia/driver', '595.91.07'),
  component('driver.manager', 'nvcr.io/nvidia/cloud-native/k8s-driver-manager', 'v0.12.0', false),
  component('gdrcopy', 'nvcr.io/nvidia/cloud-native/gdrdrv', 'v2.6'),
  component('gds', 'nvcr.io/nvidia/cloud-native/nvidia-fs', '2.29.4'),
  component('gfd', 'nvcr.io/nvidia/k8s-device-plugin', 'v0.20.0'),
  component('kataSandboxDevicePlugin', 'nvcr.io/nvidia/cloud-native/nvidia-sandbox-device-plugin', 'v0.0.5'),
  component('migManager', 'nvcr.io/nvidia/cloud-native/k8s-mig-manager', 'v0.15.0'),
  component('nodeStatusExporter', 'nvcr.io/nvidia/gpu-operator', APP),
  component('operator', 'nvcr.io/nvidia/gpu-operator', APP),
  component('sandboxDevicePlugin', 'nvcr.io/nvidia/kubevirt-gpu-device-plugin', 'v1.6.0'),
  component('toolkit', 'nvcr.io/nvidia/k8s/container-toolkit', 'v1.20.0'),
  component('validator', 'nvcr.io/nvidia/gpu-operator', APP),
  component('vfioManager', 'nvcr.io/nvidia/k8s-driver-manager', 'v0.12.0'),
  component('vfioManager.driverManager', 'nvcr.io/nvidia/cloud-native/k8s-driver-manager', 'v0.12.0', false),
  component('vgpuDeviceManager', 'nvcr.io/nvidia/cloud-native/vgpu-device-manager', 'v0.5.0'),
  component('vgpuManager.driverManager', 'nvcr.io/nvidia/cloud-native/k8s-driver-manager', 'v0.12.0', false),
];

/** Node feature discovery, the GPU operator's subchart. */
export const NFD_IMAGE = { repository: 'registry.k8s.io/nfd/node-feature-discovery', version: 'v0.19.0' };

function component(values: string, reference: string, version: string, takesPullSecret = true): GpuOperatorImage {
  const slash = reference.lastIndexOf('/');
  return {
    values: values.split('.'),
    repository: reference.slice(0, slash),
    image: reference.slice(slash + 1),
    version,
    takesPullSecret,
  };
}
