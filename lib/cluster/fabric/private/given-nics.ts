import { hcclEnvironment, ncclEnvironment } from './environment';
import { addPreflight } from './preflight';
import { renderNodeBootstrap } from './render-node-bootstrap';
import { checkNics, NicSetup } from './resolve-nics';
import { CloudRdma } from '../../../clouds/cloud-contract';
import { FabricConfig, IFabricHost } from '../fabric-contract';

/** NICs whose device plugin and networks the cloud brings. */
export function bindCloudNics(host: IFabricHost, setup: NicSetup, rdma: CloudRdma): FabricConfig {
  checkNics(setup.interfaces.length, rdma.maxNicsPerNode);
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
export function bindAcceleratorNics(_host: IFabricHost, setup: NicSetup): FabricConfig {
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
