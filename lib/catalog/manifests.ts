import { VendoredSource } from '../core/vendored-manifest';

/** Software that upstream publishes as manifests only. The objects are written in this library. */
export const MANIFESTS = {
  multus: {
    name: 'multus',
    version: 'v4.3.0',
    url: 'https://github.com/k8snetworkplumbingwg/multus-cni',
    license: 'Apache-2.0',
  },
  rdmaSharedDevicePlugin: {
    name: 'rdma-shared-device-plugin',
    version: 'network-operator-v26.4.1',
    url: 'https://github.com/Mellanox/k8s-rdma-shared-dev-plugin',
    license: 'Apache-2.0',
  },
} as const satisfies { [name: string]: VendoredSource };
