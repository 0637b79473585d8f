import { Construct } from 'constructs';
import { NIC_RESOURCE_PREFIX, OperatorContext, pulledImages, renderSriovOperator } from './render-network-operator';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { SRIOV_IMAGES } from '../../../catalog/network-images';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { Chart } from '../../../core/chart';
import { addFact } from '../../../core/private/facts';
import { NicOperator } from '../fabric-contract';

/** The SR-IOV network operator by its own chart. */
export class SriovOperator extends Chart {
  /** What fabrics may know of it. */
  public readonly contract: NicOperator;

  constructor(scope: Construct, id: string, cluster: ICluster, context: () => OperatorContext) {
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.sriovNetworkOperator, cluster.registries),
      releaseName: 'sriov-network-operator',
      namespace: cluster.namespaces.ensure('sriov-network-operator', PodSecurity.PRIVILEGED),
      values: {},
      source: { toManifest: () => renderSriovOperator(context()) },
    });
    this.contract = { namespace: this.releaseNamespace, resourcePrefix: NIC_RESOURCE_PREFIX, ready: this };
    addFact(this, 'images', () =>
      Object.values(pulledImages(SRIOV_IMAGES, cluster.registries)).map((reference) => ({ reference })),
    );
  }
}
