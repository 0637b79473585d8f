import { VendoredSource } from '../core/vendored-manifest';

/** Software that upstream publishes as manifests only. The objects are written in this library. */
export const MANIFESTS = {
  amdDevicePlugin: {
    name: 'amd-device-plugin',
    version: '1.31.0.9',
    url: 'https://github.com/ROCm/k8s-device-plugin',
    license: 'Apache-2.0',
  },
  ascendDevicePlugin: {
    name: 'ascend-device-plugin',
    version: 'v3.0.0',
    url: 'https://gitcode.com/Ascend/mind-cluster',
    license: 'Apache-2.0',
  },
  cambriconDevicePlugin: {
    name: 'cambricon-device-plugin',
    version: 'v2.0.23',
    url: 'https://github.com/Cambricon/cambricon-k8s-device-plugin',
    license: 'Apache-2.0',
  },
  hygonDevicePlugin: {
    name: 'hygon-device-plugin',
    version: 'v2.4.2',
    url: 'https://developer.sourcefind.cn',
    license: 'Apache-2.0',
  },
  // Kunlunxin and MetaX publish no manifest: theirs are what the API of device plugins asks of any.
  kunlunDevicePlugin: {
    name: 'kunlun-device-plugin',
    version: 'v1beta1',
    url: 'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins',
    license: 'Apache-2.0',
  },
  localStaticProvisioner: {
    name: 'local-static-provisioner',
    version: 'v2.9.0',
    url: 'https://github.com/kubernetes-sigs/sig-storage-local-static-provisioner',
    license: 'Apache-2.0',
  },
  metaxDevicePlugin: {
    name: 'metax-device-plugin',
    version: 'v1beta1',
    url: 'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins',
    license: 'Apache-2.0',
  },
  multus: {
    name: 'multus',
    version: 'v4.3.0',
    url: 'https://github.com/k8snetworkplumbingwg/multus-cni',
    license: 'Apache-2.0',
  },
  nodeProblemDetector: {
    name: 'node-problem-detector',
    version: 'v1.36.0',
    url: 'https://github.com/kubernetes/node-problem-detector',
    license: 'Apache-2.0',
  },
  nvIpam: {
    name: 'nv-ipam',
    version: 'network-operator-v26.4.1',
    url: 'https://github.com/Mellanox/nvidia-k8s-ipam',
    license: 'Apache-2.0',
  },
  rdmaSharedDevicePlugin: {
    name: 'rdma-shared-device-plugin',
    version: 'network-operator-v26.4.1',
    url: 'https://github.com/Mellanox/k8s-rdma-shared-dev-plugin',
    license: 'Apache-2.0',
  },
  volcanoVgpuDevicePlugin: {
    name: 'volcano-vgpu-device-plugin',
    version: 'v1.12.0',
    url: 'https://github.com/Project-HAMi/volcano-vgpu-device-plugin',
    license: 'Apache-2.0',
  },
} as const satisfies { [name: string]: VendoredSource };
