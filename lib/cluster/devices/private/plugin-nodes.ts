/** Namespace of device plugins: each opens devices of its node. */
export const DEVICE_NAMESPACE = 'ai-cloud-devices';
