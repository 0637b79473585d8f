/** Namespace of the GPU operator and of what it starts. */
export const GPU_OPERATOR_NAMESPACE = 'gpu-operator';

/** Namespace of NVIDIA's driver for Dynamic Resource Allocation. */
export const DRA_NAMESPACE = 'dra-driver-nvidia-gpu';

/** Where the driver's files are: on the node itself, or where the GPU operator keeps them. */
export function driverRoot(bringsDriver: boolean): string {
  return bringsDriver ? '/' : '/run/nvidia/driver';
}
