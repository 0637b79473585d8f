import { EfaOptions } from './efa-options';
import { FabricConfig, IFabric, IFabricHost } from './fabric-contract';
import { EfaDevicePlugin } from './private/efa-device-plugin';
import { efaEnvironment } from './private/environment';
import { checkKind } from './private/kind-check';
import { addPreflight } from './private/preflight';
import { renderNodeBootstrap } from './private/render-node-bootstrap';
import { checkNics, checkNumbers } from './private/resolve-nics';
import { RdmaKind } from '../../clouds/cloud-contract';
import { Size } from '../../units/size';

const RESOURCE = 'vpc.amazonaws.com/efa';
const HUGE_PAGE = Size.mebibytes(2).inBytes;

/**
 * Elastic Fabric Adapter between the instances of a pool.
 *
 * Installs the device plugin. Pods get adapters, huge pages and the settings of libfabric; the image brings libfabric
 * and `aws-ofi-nccl`. Instances need a security group that allows all traffic between its members.
 *
 * @see https://github.com/aws/eks-charts/tree/master/stable/aws-efa-k8s-device-plugin
 *
 * @example
 * import { EfaFabric } from 'cdktf-ai-cloud';
 *
 * const fabric = new EfaFabric({ adaptersPerNode: 32 });
 */
export class EfaFabric implements IFabric {
  private readonly perPod: number;
  private readonly hugePages: Size;

  constructor(private readonly options: EfaOptions) {
    checkNics(options.adaptersPerNode, 64);
    this.perPod = options.adaptersPerPod ?? options.adaptersPerNode;
    this.hugePages = options.hugePages ?? Size.mebibytes(5120);
    checkNumbers([
      ['adaptersPerPod', this.perPod, 1, options.adaptersPerNode],
      ['hugePages in pages of 2 MiB', this.hugePages.inBytes / HUGE_PAGE, 0, 1024 * 1024],
    ]);
  }

  /** Makes the fabric's objects and says what pods need. */
  public bind(host: IFabricHost): FabricConfig {
    const { options, hugePages, perPod } = this;
    checkKind(host, RdmaKind.EFA);
    if (host.cloudRdma !== undefined) checkNics(options.adaptersPerNode, host.cloudRdma.maxNicsPerNode);
    const installs = options.installsDevicePlugin ?? true;
    const plugin = installs ? new EfaDevicePlugin(host.scope, 'Fabric', host) : undefined;
    const podsPerNode = Math.floor(options.adaptersPerNode / perPod);
    const attachment = {
      resources: { [RESOURCE]: String(perPod), ...pages(hugePages.inBytes) },
      annotations: {},
      environment: efaEnvironment(),
      capabilities: [],
      sharedMemory: options.sharedMemory ?? Size.gibibytes(32),
    };
    if (options.preflight ?? true) {
      const hugePagesMebibytes = hugePages.inBytes === 0 ? undefined : hugePages.inBytes / Size.mebibytes(1).inBytes;
      const expectation = { devices: perPod, networks: 0, driver: 'efa', memoryLock: false, hugePagesMebibytes };
      addPreflight(host, attachment, expectation, plugin);
    }
    const pagesPerNode = (hugePages.inBytes / HUGE_PAGE) * podsPerNode;
    return {
      attachment,
      nodeResources: { [RESOURCE]: String(options.adaptersPerNode), ...pages(hugePages.inBytes * podsPerNode) },
      nodeBootstrap: renderNodeBootstrap({
        poolName: host.poolName,
        interfaces: [],
        hugePages: pagesPerNode === 0 ? undefined : pagesPerNode,
      }),
      ready: plugin,
    };
  }
}

function pages(bytes: number): { [name: string]: string } {
  return bytes === 0 ? {} : { 'hugepages-2Mi': Size.bytes(bytes).toQuantity() };
}
