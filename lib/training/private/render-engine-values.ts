import { TRAINING_IMAGES } from '../../catalog/training-images';
import { IRegistries } from '../../contracts/cluster';
import { Manifest } from '../../core/private/manifest-member';

/** Repository and tag of an image as it is pulled. */
export function imageOf(registries: IRegistries, image: string): { repository: string; tag: string } {
  const reference = registries.image(image);
  const colon = reference.lastIndexOf(':');
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

export function pullSecrets({ pullSecretName: name }: IRegistries): { name: string }[] {
  return name === undefined ? [] : [{ name }];
}

/** The chart's own image is one that is built every day. */
export function renderJobSet(registries: IRegistries): Manifest {
  return {
    image: {
      ...imageOf(registries, TRAINING_IMAGES.jobSet),
      pullPolicy: 'IfNotPresent',
      pullSecrets: pullSecrets(registries),
    },
  };
}

/** JobSet comes with its own chart, which others use too; a runtime is made for each job. */
export function renderKubeflowTrainer(registries: IRegistries): Manifest {
  const { repository, tag } = imageOf(registries, TRAINING_IMAGES.kubeflowTrainer);
  const slash = repository.indexOf('/');
  return {
    jobset: { install: false },
    image: {
      registry: repository.slice(0, slash),
      repository: repository.slice(slash + 1),
      tag,
      pullSecrets: pullSecrets(registries),
    },
  };
}

/** Volcano places the pods; the chart's own limits are too small for more than a few clusters. */
export function renderKubeRay(registries: IRegistries): Manifest {
  return {
    image: imageOf(registries, TRAINING_IMAGES.kubeRay),
    imagePullSecrets: pullSecrets(registries),
    batchScheduler: { name: 'volcano' },
    resources: { limits: { cpu: '1', memory: '2Gi' } },
  };
}
