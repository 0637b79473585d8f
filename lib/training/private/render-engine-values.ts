import { TRAINING_IMAGES } from '../../catalog/training-images';
import { IRegistries } from '../../contracts/cluster';
import { Manifest } from '../../core/private/manifest-member';
import { splitImage } from '../../core/private/split-image';

export function pullSecrets({ pullSecretName: name }: IRegistries): { name: string }[] {
  return name === undefined ? [] : [{ name }];
}

/** The chart's own image is one that is built every day. */
export function renderJobSet(registries: IRegistries): Manifest {
  return {
    image: {
      ...splitImage(registries.image(TRAINING_IMAGES.jobSet)),
      pullPolicy: 'IfNotPresent',
      pullSecrets: pullSecrets(registries),
    },
  };
}

/** JobSet comes with its own chart, which others use too; a runtime is made for each job. */
export function renderKubeflowTrainer(registries: IRegistries): Manifest {
  return { jobset: { install: false }, image: imageInParts(registries, TRAINING_IMAGES.kubeflowTrainer) };
}

/** An image as charts of Kubeflow take it: the registry apart from the repository. */
export function imageInParts(registries: IRegistries, image: string): Manifest {
  const { repository, tag } = splitImage(registries.image(image));
  const slash = repository.indexOf('/');
  return {
    registry: repository.slice(0, slash),
    repository: repository.slice(slash + 1),
    tag,
    pullSecrets: pullSecrets(registries),
  };
}

/** Volcano places the pods; the chart's own limits are too small for more than a few clusters. */
export function renderKubeRay(registries: IRegistries): Manifest {
  return {
    image: splitImage(registries.image(TRAINING_IMAGES.kubeRay)),
    imagePullSecrets: pullSecrets(registries),
    batchScheduler: { name: 'volcano' },
    resources: { limits: { cpu: '1', memory: '2Gi' } },
  };
}
