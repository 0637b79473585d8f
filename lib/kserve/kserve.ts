import { Construct } from 'constructs';
import { kserveValues } from './private/render-kserve';
import { chartFrom } from '../catalog/chart-from';
import { CHARTS } from '../catalog/charts';
import { KSERVE_IMAGES } from '../catalog/inference-images';
import { ICluster, PodSecurity } from '../contracts/cluster';
import { Chart } from '../core/chart';
import { addFact } from '../core/private/facts';

/** Namespace of KServe's controllers and of their configuration. */
export const KSERVE_NAMESPACE = 'kserve';

/**
 * KServe on a cluster, with its definitions. It serves endpoints and keeps local copies of models, so it belongs to the
 * cluster and to neither.
 */
export class KServe extends Construct {
  /** The one of a cluster; installed by the first who asks. */
  public static of(cluster: ICluster): KServe {
    return (
      (cluster.node.tryFindChild('KServe') as KServe | undefined) ?? new KServe(cluster as Construct, 'KServe', cluster)
    );
  }

  /** Its definitions are known. */
  public readonly definitions: Chart;
  /** Its controller and webhooks answer. */
  public readonly controller: Chart;

  private hasLocalModels = false;

  private constructor(scope: Construct, id: string, cluster: ICluster) {
    super(scope, id);
    const { registries } = cluster;
    const namespace = cluster.namespaces.ensure(KSERVE_NAMESPACE, PodSecurity.RESTRICTED);
    this.definitions = new Chart(this, 'Definitions', {
      target: cluster,
      chart: chartFrom(CHARTS.kserveCrds, registries),
      namespace,
      releaseName: 'kserve-crd',
      values: {},
    });
    this.controller = new Chart(this, 'Controller', {
      target: cluster,
      chart: chartFrom(CHARTS.kserve, registries),
      namespace,
      releaseName: 'kserve',
      values: kserveValues(registries, false),
      source: { toManifest: () => kserveValues(registries, this.hasLocalModels) },
    });
    this.controller.node.addDependency(this.definitions, cluster.certificates());
    for (const image of Object.values(KSERVE_IMAGES)) {
      addFact(this, 'images', () => ({ reference: registries.image(image) }));
    }
  }

  /** Services find local copies of their models, whose definitions are known. */
  public useLocalModels(definitions: Chart): void {
    this.hasLocalModels = true;
    this.controller.node.addDependency(definitions);
  }
}
