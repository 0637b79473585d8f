import { Construct } from 'constructs';
import { renderJobSet, renderKubeflowTrainer, renderKubeRay } from './render-engine-values';
import { CHARTS } from '../../catalog/charts';
import { chartFrom } from '../../catalog/chart-from';
import { TRAINING_IMAGES } from '../../catalog/training-images';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { Chart } from '../../core/chart';
import { IManifestSource } from '../../core/manifest-source';
import { addFact } from '../../core/private/facts';
import { Manifest } from '../../core/private/manifest-member';
import { EngineKind } from '../training-engine';

/**
 * What an engine needs on a cluster: installed by the first job that needs it, shared by all. It belongs to the cluster,
 * not to a job. Volcano is there already.
 */
export function engineSoftware(cluster: ICluster, engine: EngineKind): Chart | undefined {
  if (engine === EngineKind.KUBE_RAY) return kubeRayOf(cluster);
  return engine === EngineKind.KUBEFLOW_TRAINER ? kubeflowTrainerOf(cluster) : undefined;
}

/** JobSet on a cluster, whoever needs it. */
export function jobSetOf(cluster: ICluster): Chart {
  return onceOn(cluster, 'JobSet', () => ({
    chart: CHARTS.jobSet,
    namespace: 'jobset-system',
    values: renderJobSet(cluster.registries),
    image: TRAINING_IMAGES.jobSet,
  }));
}

function kubeflowTrainerOf(cluster: ICluster): Chart {
  const trainer = onceOn(cluster, 'KubeflowTrainer', () => ({
    chart: CHARTS.kubeflowTrainer,
    namespace: 'kubeflow-system',
    values: renderKubeflowTrainer(cluster.registries),
    image: TRAINING_IMAGES.kubeflowTrainer,
  }));
  // Its controller ends when it does not find JobSet, and it makes PodGroups of Volcano.
  trainer.node.addDependency(jobSetOf(cluster), cluster.schedulingReady);
  return trainer;
}

function kubeRayOf(cluster: ICluster): Chart {
  const operator = onceOn(cluster, 'KubeRay', () => ({
    chart: CHARTS.kubeRay,
    namespace: 'kuberay-system',
    values: renderKubeRay(cluster.registries),
    image: TRAINING_IMAGES.kubeRay,
  }));
  operator.node.addDependency(cluster.schedulingReady);
  return operator;
}

interface Software {
  readonly chart: Parameters<typeof chartFrom>[0];
  readonly namespace: string;
  readonly values: Manifest;
  /** Gives the values when they are written, for those that grow. */
  readonly source?: IManifestSource;
  readonly image: string;
}

/** A chart that belongs to the cluster: made by the first who needs it. */
export function onceOn(cluster: ICluster, id: string, describe: () => Software): Chart {
  const existing = cluster.node.tryFindChild(id) as Chart | undefined;
  if (existing !== undefined) return existing;
  const { chart, namespace, values, source, image } = describe();
  const made = new Chart(cluster as Construct, id, {
    target: cluster,
    chart: chartFrom(chart, cluster.registries),
    releaseName: chart.name,
    namespace: cluster.namespaces.ensure(namespace, PodSecurity.RESTRICTED),
    values,
    source,
  });
  addFact(made, 'images', () => ({ reference: cluster.registries.image(image) }));
  return made;
}
