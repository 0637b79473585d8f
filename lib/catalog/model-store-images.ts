/** Programs that move files between tiers and prove what arrived. */
export const MODEL_STORE_IMAGES = {
  rclone: 'docker.io/rclone/rclone:1.76.0',
};
