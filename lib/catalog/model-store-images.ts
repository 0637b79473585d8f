import { CHARTS } from './charts';
import { KSERVE_IMAGES } from './inference-images';

const LOCAL_MODELS = CHARTS.kserveLocalModel.version;

/** Images of KServe's local models: the controller, the agent on each node, and what downloads. */
export const LOCAL_MODEL_IMAGES = {
  agent: `docker.io/kserve/kserve-localmodelnode-agent:${LOCAL_MODELS}`,
  controller: `docker.io/kserve/kserve-localmodel-controller:${LOCAL_MODELS}`,
  storageInitializer: KSERVE_IMAGES.storageInitializer,
};

/** Programs that move files between tiers and prove what arrived. */
export const MODEL_STORE_IMAGES = {
  rclone: 'docker.io/rclone/rclone:1.76.0',
};
