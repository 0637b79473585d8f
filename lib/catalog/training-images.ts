import { CHARTS } from './charts';

/** Controllers of the engines of training jobs, and what looks after notebooks. */
export const TRAINING_IMAGES = {
  curl: 'docker.io/curlimages/curl:8.16.0',
  jobSet: `registry.k8s.io/jobset/jobset:v${CHARTS.jobSet.version}`,
  kubeflowTrainer: `ghcr.io/kubeflow/trainer/trainer-controller-manager:v${CHARTS.kubeflowTrainer.version}`,
  kubeRay: `quay.io/kuberay/operator:v${CHARTS.kubeRay.version}`,
  sparkOperator: `ghcr.io/kubeflow/spark-operator/controller:${CHARTS.sparkOperator.version}`,
};
