import { IRegistries } from '../../../contracts/cluster';
import { splitImage } from '../../../core/private/split-image';

const FLUID = 'v1.0.8-6533239';

/** The cache engine, in the pods that Fluid makes. */
const ALLUXIO_IMAGE = 'docker.io/alluxio/alluxio-dev:2.9.0';

/**
 * Every image that the chart renders, by the values key that holds prefix, name and tag. The keys `imagePrefix` and
 * `version` at the top of the chart's values are YAML anchors: setting them changes nothing.
 */
const CHART_IMAGES: { [path: string]: string } = {
  crdUpgrade: `docker.io/fluidcloudnative/fluid-crd-upgrader:${FLUID}`,
  'csi.plugins': `docker.io/fluidcloudnative/fluid-csi:${FLUID}`,
  'csi.registrar': 'docker.io/fluidcloudnative/csi-node-driver-registrar:v2.14.0',
  'dataset.controller': `docker.io/fluidcloudnative/dataset-controller:${FLUID}`,
  'fluidapp.controller': `docker.io/fluidcloudnative/application-controller:${FLUID}`,
  'runtime.alluxio.controller': `docker.io/fluidcloudnative/alluxioruntime-controller:${FLUID}`,
  'runtime.alluxio.fuse': ALLUXIO_IMAGE,
  'runtime.alluxio.init': 'docker.io/fluidcloudnative/init-users:v0.9.0',
  'runtime.alluxio.runtime': ALLUXIO_IMAGE,
  webhook: `docker.io/fluidcloudnative/fluid-webhook:${FLUID}`,
  'webhook.filePrefetcher': 'docker.io/fluidcloudnative/fluid-file-prefetcher:v0.1.0',
};

/** Controllers of engines that are off: the chart renders them without replicas. */
const IDLE_IMAGES: { [path: string]: string } = Object.fromEntries(
  ['efc', 'goosefs', 'jindo', 'juicefs', 'thin', 'vineyard'].map((engine) => [
    `runtime.${engine}.controller`,
    `docker.io/fluidcloudnative/${engine}runtime-controller:${FLUID}`,
  ]),
);

export interface ChartImage {
  /** Values key, with dots. */
  readonly path: string;
  /** As it is pulled. */
  readonly reference: string;
  /** As the chart takes it apart. */
  readonly values: { imagePrefix: string; imageName: string; imageTag: string };
}

export function chartImages(registries: IRegistries): ChartImage[] {
  return Object.entries({ ...CHART_IMAGES, ...IDLE_IMAGES }).map(([path, upstream]) => {
    const reference = registries.image(upstream);
    const { repository, tag } = splitImage(reference);
    const slash = repository.lastIndexOf('/');
    return {
      path,
      reference,
      values: { imagePrefix: repository.slice(0, slash), imageName: repository.slice(slash + 1), imageTag: tag },
    };
  });
}

/** References of what really runs, each once. */
export function runningImages(registries: IRegistries): string[] {
  return [...new Set(Object.values(CHART_IMAGES).map((upstream) => registries.image(upstream)))].sort();
}
