import { distinctTolerations } from './tolerations';
import { NFD_IMAGE } from '../../catalog/images';
import { IRegistries } from '../../contracts/cluster';
import { Toleration } from '../../contracts/pool';
import { Manifest } from '../../core/private/manifest-member';
import { splitImage } from '../../core/private/split-image';

/** Network controllers, displays and processing accelerators: what fabrics and devices look for. */
const DEVICE_CLASSES = ['02', '03', '0b40', '12'];
/** Vendors whose software reads or writes labels of its own. */
const LABEL_NAMESPACES = ['nvidia.com'];
const CONTROL_PLANE = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' };
const DEVICES = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };

/** Without these two settings no operator of NVIDIA recognises a node: upstream labels by class and vendor. */
export function renderNodeFeatureDiscovery(registries: IRegistries, own: Toleration[]): Manifest {
  const { repository } = splitImage(nodeFeatureDiscoveryImage(registries));
  const { pullSecretName } = registries;
  return {
    ...(repository === NFD_IMAGE.repository ? {} : { image: { repository } }),
    ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
    priorityClassName: 'system-node-critical',
    master: { config: { extraLabelNs: LABEL_NAMESPACES } },
    worker: {
      tolerations: distinctTolerations([...own, DEVICES, CONTROL_PLANE]),
      config: { sources: { pci: { deviceClassWhitelist: DEVICE_CLASSES, deviceLabelFields: ['vendor'] } } },
    },
  };
}

export function nodeFeatureDiscoveryImage(registries: IRegistries): string {
  return registries.image(`${NFD_IMAGE.repository}:${NFD_IMAGE.version}`);
}
