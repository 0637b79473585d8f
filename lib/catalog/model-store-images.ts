import { CHARTS } from './charts';
import { IMAGES } from './images';
import { KSERVE_IMAGES } from './inference-images';
import { MANIFESTS } from './manifests';

const LOCAL_MODELS = CHARTS.kserveLocalModel.version;

/** Images of KServe's local models: the controller, the agent on each node, and what downloads. */
export const LOCAL_MODEL_IMAGES = {
  agent: `docker.io/kserve/kserve-localmodelnode-agent:${LOCAL_MODELS}`,
  controller: `docker.io/kserve/kserve-localmodel-controller:${LOCAL_MODELS}`,
  storageInitializer: KSERVE_IMAGES.storageInitializer,
};

/** The one image of TopoLVM, with what the CSI wants beside it; tag and digest as its chart pins them. */
export const TOPOLVM_IMAGE =
  'ghcr.io/topolvm/topolvm-with-sidecar:0.41.0@sha256:5faf5b94557516ae0f6fa7d329a5a4305e22aa2dc464af7641b31f2aca618036';

/** Makes volumes of mounted disks. */
export const STATIC_PROVISIONER_IMAGE = `registry.k8s.io/sig-storage/local-volume-provisioner:${MANIFESTS.localStaticProvisioner.version}`;

/** Images of the Dragonfly chart by the path of their map in its values. Those of the initContainers are ours. */
export const DRAGONFLY_IMAGES = {
  client: 'docker.io/dragonflyoss/client:v1.4.0',
  'client.dfinit': 'docker.io/dragonflyoss/dfinit:v1.4.0',
  'client.initContainer': IMAGES.busybox,
  manager: 'docker.io/dragonflyoss/manager:v2.5.0',
  'manager.initContainer': IMAGES.busybox,
  scheduler: 'docker.io/dragonflyoss/scheduler:v2.5.0',
  'scheduler.initContainer': IMAGES.busybox,
  seedClient: 'docker.io/dragonflyoss/client:v1.4.0',
  'seedClient.initContainer': IMAGES.busybox,
};

/** Programs that move files between tiers and prove what arrived. */
export const MODEL_STORE_IMAGES = {
  node: 'docker.io/library/node:22.14.0-alpine3.21',
  rclone: 'docker.io/rclone/rclone:1.76.0',
  seaweedFs: 'docker.io/chrislusf/seaweedfs:4.53',
};
