import { ErdmaOptions } from './erdma-options';
import { FabricConfig, IFabric, IFabricHost } from './fabric-contract';
import { erdmaEnvironment } from './private/environment';
import { checkKind } from './private/kind-check';
import { addPreflight } from './private/preflight';
import { renderNodeBootstrap } from './private/render-node-bootstrap';
import { checkNics, checkNumbers } from './private/resolve-nics';
import { RdmaKind } from '../../clouds/cloud-contract';
import { Size } from '../../units/size';

const RESOURCE = 'aliyun/erdma';

/**
 * Elastic RDMA of Alibaba Cloud between the nodes of a pool.
 *
 * The add-on ACK eRDMA Controller brings device plugin and routes and must be enabled on the cluster; images need the
 * user-space driver (`libibverbs` with the eRDMA provider).
 *
 * @see https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/use-erdma-in-ack-clusters
 *
 * @example
 * import { ErdmaFabric } from 'cdktf-ai-cloud';
 *
 * const fabric = new ErdmaFabric({ interfacesPerNode: 2 });
 */
export class ErdmaFabric implements IFabric {
  private readonly perPod: number;

  constructor(private readonly options: ErdmaOptions) {
    checkNics(options.interfacesPerNode, 32);
    this.perPod = options.interfacesPerPod ?? 1;
    checkNumbers([['interfacesPerPod', this.perPod, 1, options.interfacesPerNode]]);
  }

  /** Makes the fabric's objects and says what pods need. */
  public bind(host: IFabricHost): FabricConfig {
    const { options, perPod } = this;
    checkKind(host, RdmaKind.ERDMA);
    if (host.cloudRdma !== undefined) checkNics(options.interfacesPerNode, host.cloudRdma.maxNicsPerNode);
    const attachment = {
      resources: { [RESOURCE]: String(perPod) },
      annotations: {
        ...host.cloudRdma?.annotations,
        ...(options.acceleratesTcp === true ? { 'network.alibabacloud.com/erdma-smcr': 'true' } : {}),
      },
      environment: erdmaEnvironment(),
      capabilities: (options.ipcLock ?? true) ? ['IPC_LOCK'] : [],
      sharedMemory: options.sharedMemory ?? Size.gibibytes(32),
    };
    if (options.preflight ?? true) {
      const expectation = { devices: perPod, networks: 0, driver: 'erdma', memoryLock: true };
      addPreflight(host, attachment, expectation, undefined);
    }
    return {
      attachment,
      nodeResources: { [RESOURCE]: String(host.cloudRdma?.amountPerNode ?? options.interfacesPerNode) },
      nodeBootstrap: renderNodeBootstrap({ poolName: host.poolName, interfaces: [] }),
    };
  }
}
