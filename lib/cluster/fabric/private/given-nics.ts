import { hcclEnvironment, ncclEnvironment } from './environment';
import { addPreflight } from './preflight';
import { renderNodeBootstrap } from './render-node-bootstrap';
import { checkNics, NicSetup } from './resolve-nics';
import { CloudRdma } from '../../../clouds/cloud-contract';
import { warn } from '../../../core/private/fail';
import { FabricConfig, IFabricHost } from '../fabric-contract';
import { NicModeKind } from '../nic-mode';

/** NICs whose device plugin and networks the cloud brings. */
export function bindCloudNics(host: IFabricHost, setup: NicSetup, rdma: CloudRdma): FabricConfig {
  checkNics(setup.interfaces.length, rdma.maxNicsPerNode);
  warnOfMode(host, setup, `the cloud (${host.cluster.cloudFacts.name}) has them`);
  const attachment = {
    resources: { [rdma.resource]: String(rdma.amountPerPod) },
    annotations: rdma.annotations,
    environment: ncclEnvironment(setup, false),
    capabilities: setup.ipcLock ? ['IPC_LOCK'] : [],
    sharedMemory: setup.sharedMemory,
  };
  if (setup.preflight) {
    const expectation = { devices: setup.interfaces.length, networks: 0, memoryLock: true };
    addPreflight(host, attachment, expectation, undefined);
  }
  return {
    attachment,
    nodeResources: { [rdma.resource]: String(rdma.amountPerNode) },
    nodeBootstrap: renderNodeBootstrap({ poolName: host.poolName, interfaces: [] }),
  };
}

/**
 * NICs that sit on the accelerators, which come with them: no device plugin, no network, no locked memory. What is left
 * is to tell HCCL of the lossless class.
 */
export function bindAcceleratorNics(host: IFabricHost, setup: NicSetup): FabricConfig {
  warnOfMode(host, setup, 'the accelerators have them');
  return {
    attachment: {
      resources: {},
      annotations: {},
      environment: hcclEnvironment(setup.socketInterface, setup.losslessClass),
      capabilities: [],
      sharedMemory: setup.sharedMemory,
    },
    nodeResources: {},
  };
}

/** Whoever asks for NICs that nobody shares must not believe to have them. */
function warnOfMode({ scope }: IFabricHost, { mode }: NicSetup, owner: string): void {
  if (mode.kind === NicModeKind.SHARED) return;
  warn(
    scope,
    'AIC-2077',
    `the NICs are as ${owner}: the mode ${mode.kind} has no effect. Leave mode out, or ask for what is there.`,
  );
}
