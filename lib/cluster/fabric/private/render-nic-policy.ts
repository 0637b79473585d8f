import { PoolNodes } from './pool-nodes';
import { sharedDevicesConfiguration } from './render-device-plugin';
import { railResource } from './render-networks';
import { NicSetup } from './resolve-nics';
import { IRegistries } from '../../../contracts/cluster';
import { Toleration } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { NETWORK_OPERATOR_IMAGES } from '../../../catalog/network-images';
import { NicModeKind } from '../nic-mode';

/** What NICs of the whole cluster need: CNI programs and address management. The name is the only one that is read. */
export function renderClusterPolicy(registries: IRegistries, tolerations: Toleration[]): Manifest {
  return {
    ...clusterPolicyIdentity(),
    spec: {
      secondaryNetwork: {
        cniPlugins: imageSpec(NETWORK_OPERATOR_IMAGES.cniPlugins, registries),
        ipoib: imageSpec(NETWORK_OPERATOR_IMAGES.ipoibCni, registries),
      },
      nvIpam: { ...imageSpec(NETWORK_OPERATOR_IMAGES.nvIpam, registries), enableWebhook: false },
      ...(tolerations.length === 0 ? {} : { tolerations }),
    },
  };
}

export function clusterPolicyIdentity(): Manifest {
  return { apiVersion: 'mellanox.com/v1alpha1', kind: 'NicClusterPolicy', metadata: { name: 'nic-cluster-policy' } };
}

/** What the NICs of one pool need: the device plugin of their mode, and the driver. */
export function renderNodePolicy(
  pool: PoolNodes,
  setup: NicSetup,
  registries: IRegistries,
  driverVersion: string | undefined,
): Manifest | undefined {
  const driver =
    driverVersion === undefined
      ? {}
      : {
          ofedDriver: {
            ...imageSpec(`${NETWORK_OPERATOR_IMAGES.driver}:${driverVersion}`, registries),
            upgradePolicy: { autoUpgrade: false },
          },
        };
  const plugin = devicePlugin(pool, setup, registries);
  if (plugin === undefined && driverVersion === undefined) return undefined;
  return {
    apiVersion: 'mellanox.com/v1alpha1',
    kind: 'NicNodePolicy',
    metadata: { name: pool.poolName },
    spec: {
      nodeSelector: pool.nodeLabels,
      ...(pool.tolerations.length === 0 ? {} : { tolerations: pool.tolerations }),
      ...driver,
      ...plugin,
    },
  };
}

function devicePlugin(pool: PoolNodes, setup: NicSetup, registries: IRegistries): Manifest | undefined {
  switch (setup.mode.kind) {
    case NicModeKind.VIRTUAL_FUNCTIONS:
      return undefined;
    case NicModeKind.WHOLE_DEVICES:
      return {
        sriovDevicePlugin: {
          ...imageSpec(NETWORK_OPERATOR_IMAGES.sriovDevicePlugin, registries),
          config: JSON.stringify(wholeDevicesConfiguration(pool, setup)),
        },
      };
    default:
      return {
        rdmaSharedDevicePlugin: {
          ...imageSpec(NETWORK_OPERATOR_IMAGES.rdmaSharedDevicePlugin, registries),
          config: JSON.stringify(sharedDevicesConfiguration(setup)),
        },
      };
  }
}

/** One resource for each NIC: a pod gets one of each rail. */
function wholeDevicesConfiguration(pool: PoolNodes, setup: NicSetup): Manifest {
  return {
    resourceList: setup.interfaces.map((name, i) => ({
      resourcePrefix: 'nvidia.com',
      resourceName: railResource(pool.poolName, i),
      selectors: { vendors: ['15b3'], pfNames: [name], isRdma: true },
    })),
  };
}

/** The operator takes an image in three parts. */
function imageSpec(reference: string, registries: IRegistries): Manifest {
  const pulled = registries.image(reference);
  const slash = pulled.lastIndexOf('/');
  const colon = pulled.lastIndexOf(':');
  const { pullSecretName } = registries;
  return {
    repository: pulled.slice(0, slash),
    image: pulled.slice(slash + 1, colon),
    version: pulled.slice(colon + 1),
    ...(pullSecretName === undefined ? {} : { imagePullSecrets: [pullSecretName] }),
  };
}
