import { onceOn } from './engine-software';
import { imageInParts } from './render-engine-values';
import { CHARTS } from '../../catalog/charts';
import { TRAINING_IMAGES } from '../../catalog/training-images';
import { ICluster, IRegistries } from '../../contracts/cluster';
import { Chart } from '../../core/chart';
import { Manifest } from '../../core/private/manifest-member';

/** What the chart calls the ServiceAccount of drivers, in each namespace of jobs. */
export const SPARK_SERVICE_ACCOUNT = 'spark-operator-spark';

const NAMESPACES = new WeakMap<Chart, Set<string>>();

/** The Spark operator of a cluster, which then looks after jobs of this namespace too. */
export function sparkOperatorFor(cluster: ICluster, namespace: string): Chart {
  const namespaces = new Set<string>();
  const operator = onceOn(cluster, 'SparkOperator', () => ({
    chart: CHARTS.sparkOperator,
    namespace: 'spark-operator',
    values: {},
    source: { toManifest: () => renderSparkOperator(cluster.registries, [...(NAMESPACES.get(operator) ?? [])].sort()) },
    image: TRAINING_IMAGES.sparkOperator,
  }));
  if (!NAMESPACES.has(operator)) NAMESPACES.set(operator, namespaces);
  NAMESPACES.get(operator)?.add(namespace);
  return operator;
}

function renderSparkOperator(registries: IRegistries, jobNamespaces: string[]): Manifest {
  return { image: imageInParts(registries, TRAINING_IMAGES.sparkOperator), spark: { jobNamespaces } };
}
