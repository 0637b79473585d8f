import { IRegistries } from '../../../contracts/cluster';
import { splitImage } from '../../../core/private/split-image';

const FLUID = 'v1.0.8-6533239';

/**
 * Images by the values key that holds prefix, name and tag. The keys `imagePrefix` and `version` at the top of the chart's
 * values are YAML anchors: setting them changes nothing.
 */
type ImagesByPath = { readonly [path: string]: string };

/** Engines that caches are made with. */
export type FluidEngine = 'alluxio' | 'efc' | 'jindo' | 'juicefs';

/** All engines that the chart has a controller for. One that is off is rendered without replicas. */
const CONTROLLERS = ['alluxio', 'efc', 'goosefs', 'jindo', 'juicefs', 'thin', 'vineyard'];

/** What runs with every engine. */
const COMMON_IMAGES: ImagesByPath = {
  crdUpgrade: `docker.io/fluidcloudnative/fluid-crd-upgrader:${FLUID}`,
  'csi.plugins': `docker.io/fluidcloudnative/fluid-csi:${FLUID}`,
  'csi.registrar': 'docker.io/fluidcloudnative/csi-node-driver-registrar:v2.14.0',
  'dataset.controller': `docker.io/fluidcloudnative/dataset-controller:${FLUID}`,
  'fluidapp.controller': `docker.io/fluidcloudnative/application-controller:${FLUID}`,
  webhook: `docker.io/fluidcloudnative/fluid-webhook:${FLUID}`,
  'webhook.filePrefetcher': 'docker.io/fluidcloudnative/fluid-file-prefetcher:v0.1.0',
};

const ALLUXIO = 'docker.io/alluxio/alluxio-dev:2.9.0';
const JINDO = 'registry.cn-shanghai.aliyuncs.com/jindofs';
const JINDO_VERSION = '6.9.1-202509151826';
const EFC = 'registry.cn-zhangjiakou.aliyuncs.com/nascache';
const EFC_VERSION = 'v1.2.2-19dcee9';

/** What an engine runs in the pods that Fluid makes. */
const ENGINE_IMAGES: { [engine in FluidEngine]: ImagesByPath } = {
  alluxio: {
    'runtime.alluxio.fuse': ALLUXIO,
    'runtime.alluxio.init': 'docker.io/fluidcloudnative/init-users:v0.9.0',
    'runtime.alluxio.runtime': ALLUXIO,
  },
  efc: {
    'runtime.efc.fuse': `${EFC}/efc-fuse:${EFC_VERSION}`,
    'runtime.efc.init': `${EFC}/init-alifuse:${EFC_VERSION}`,
    'runtime.efc.master': `${EFC}/efc-master:${EFC_VERSION}`,
    'runtime.efc.worker': `${EFC}/efc-worker:${EFC_VERSION}`,
  },
  jindo: {
    'runtime.jindo.fuse': `${JINDO}/jindo-fuse:${JINDO_VERSION}`,
    'runtime.jindo.init': 'docker.io/fluidcloudnative/init-users:v0.9.0',
    'runtime.jindo.smartdata': `${JINDO}/smartdata:${JINDO_VERSION}`,
  },
  juicefs: { 'runtime.juicefs.fuse': 'docker.io/juicedata/mount:ce-v1.3.0' },
};

export interface ChartImage {
  /** Values key, with dots. */
  readonly path: string;
  /** As it is pulled. */
  readonly reference: string;
  /** As the chart takes it apart. */
  readonly values: { [key: string]: string };
}

/** Every image that the chart renders. */
export function chartImages(registries: IRegistries, engines: readonly FluidEngine[]): ChartImage[] {
  const controllers = Object.fromEntries(
    CONTROLLERS.map((engine) => [`runtime.${engine}.controller`, controller(engine)]),
  );
  return Object.entries({ ...runningByPath(engines), ...controllers }).map(([path, upstream]) => {
    const reference = registries.image(upstream);
    const { repository, tag } = splitImage(reference);
    const slash = repository.lastIndexOf('/');
    // The chart spells the images of JuiceFS by edition: this is the community's.
    const edition = path === 'runtime.juicefs.fuse' ? 'ce' : '';
    return {
      path,
      reference,
      values: {
        [`${edition}imagePrefix`]: repository.slice(0, slash),
        [`${edition}imageName`]: repository.slice(slash + 1),
        [`${edition}imageTag`]: tag,
      },
    };
  });
}

/** References of what really runs, each once. */
export function runningImages(registries: IRegistries, engines: readonly FluidEngine[]): string[] {
  return [...new Set(Object.values(runningByPath(engines)).map((upstream) => registries.image(upstream)))].sort();
}

function runningByPath(engines: readonly FluidEngine[]): ImagesByPath {
  const own = engines.map((engine) => ({
    ...ENGINE_IMAGES[engine],
    [`runtime.${engine}.controller`]: controller(engine),
  }));
  return Object.assign({ ...COMMON_IMAGES }, ...own) as ImagesByPath;
}

function controller(engine: string): string {
  return `docker.io/fluidcloudnative/${engine}runtime-controller:${FLUID}`;
}
