import { IRegistries } from '../../../contracts/cluster';
import { Toleration } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { NETWORK_OPERATOR_IMAGES as IMAGES, NVIDIA_SRIOV_IMAGES, SRIOV_IMAGES } from '../../../catalog/network-images';
import { CniDirectories } from '../../cni-directories';

/** Prefix of the resources of virtual functions and whole NICs, whoever hands them out. */
export const NIC_RESOURCE_PREFIX = 'nvidia.com';

/** What the two operators have in common. */
export interface OperatorContext {
  readonly registries: IRegistries;
  readonly directories: CniDirectories;
  /** Of the nodes of all pools with NICs. */
  readonly tolerations: Toleration[];
}

/** Values of NVIDIA's chart. Node feature discovery is a release of its own; the rule for NICs comes with this one. */
export function renderNetworkOperator(c: OperatorContext, withVirtualFunctions: boolean): Manifest {
  const { registries, directories } = c;
  const secret = registries.pullSecretName;
  const [operatorRepository, operator] = parts(IMAGES.operator, registries);
  const [initRepository, initContainer] = parts(IMAGES.initContainer, registries);
  return {
    nfd: { enabled: false, deployNodeFeatureRules: true },
    sriovNetworkOperator: { enabled: withVirtualFunctions },
    operator: {
      repository: operatorRepository,
      image: operator,
      cniBinDirectory: directories.binDirectory ?? '/opt/cni/bin',
      cniNetworkDirectory: directories.configDirectory ?? '/etc/cni/net.d',
      ofedDriver: { initContainer: { repository: initRepository, image: initContainer } },
    },
    ...(secret === undefined ? {} : { imagePullSecrets: [secret] }),
    'sriov-network-operator': {
      operator: { resourcePrefix: NIC_RESOURCE_PREFIX, cniBinPath: directories.binDirectory ?? '/opt/cni/bin' },
      images: pulledImages(NVIDIA_SRIOV_IMAGES, registries),
      ...(secret === undefined ? {} : { imagePullSecrets: [secret] }),
    },
  };
}

/**
 * Values of the SR-IOV operator's own chart. Without a selector of its own the operator sees only nodes with the role
 * `worker`, which neither kubeadm nor most clouds give.
 */
export function renderSriovOperator(c: OperatorContext): Manifest {
  const { registries, directories } = c;
  const secret = registries.pullSecretName;
  return {
    operator: { resourcePrefix: NIC_RESOURCE_PREFIX, cniBinPath: directories.binDirectory ?? '/opt/cni/bin' },
    sriovOperatorConfig: { deploy: true, configDaemonNodeSelector: { 'kubernetes.io/os': 'linux' } },
    images: pulledImages(SRIOV_IMAGES, registries),
    ...(secret === undefined ? {} : { imagePullSecrets: [secret] }),
  };
}

export function pulledImages(
  images: { [value: string]: string },
  registries: IRegistries,
): { [value: string]: string } {
  return Object.fromEntries(Object.entries(images).map(([value, image]) => [value, registries.image(image)]));
}

/** Repository and name, without the tag. */
function parts(reference: string, registries: IRegistries): [string, string] {
  const pulled = registries.image(reference);
  const slash = pulled.lastIndexOf('/');
  return [pulled.slice(0, slash), pulled.slice(slash + 1, pulled.lastIndexOf(':'))];
}
