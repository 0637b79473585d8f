import { Size } from '../../units/size';
import { MigProfile } from '../mig-profile';

/** Compute slices of a device that can be partitioned. */
export const COMPUTE_SLICES = 7;
/** Memory slices of a device that can be partitioned. */
export const MEMORY_SLICES = 8;

/** Compute slices, memory slices and how many of it a device holds: the same for every model. */
const SHAPES = {
  small: { computeSlices: 1, memorySlices: 1, maxInstances: 7 },
  media: { computeSlices: 1, memorySlices: 1, maxInstances: 1 },
  wide: { computeSlices: 1, memorySlices: 2, maxInstances: 4 },
  two: { computeSlices: 2, memorySlices: 2, maxInstances: 3 },
  three: { computeSlices: 3, memorySlices: 4, maxInstances: 2 },
  four: { computeSlices: 4, memorySlices: 4, maxInstances: 1 },
  seven: { computeSlices: 7, memorySlices: 8, maxInstances: 1 },
};

/** What a pod can count on: the driver keeps some for itself, most of all on H200 (`1g.18gb` has 16.0 GiB). */
const USABLE = 0.9;

/**
 * The profiles of a model, from the gigabytes in their names.
 *
 * @see https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html
 * @see https://github.com/NVIDIA/gpu-operator/blob/main/assets/state-mig-manager/0400_configmap.yaml
 */
function profiles(device: Size, small: number, wide: number, half: number, all: number): MigProfile[] {
  const of = (shape: keyof typeof SHAPES, gigabytes: number): MigProfile => ({
    name: `${SHAPES[shape].computeSlices}g.${gigabytes}gb${shape === 'media' ? '+me' : ''}`,
    memory: Size.mebibytes(
      Math.floor((device.inBytes * USABLE * SHAPES[shape].memorySlices) / MEMORY_SLICES / 1024 ** 2),
    ),
    ...SHAPES[shape],
  });
  return [
    of('small', small),
    of('media', small),
    of('wide', wide),
    of('two', wide),
    of('three', half),
    of('four', half),
    of('seven', all),
  ];
}

/** Profiles of the models that can be partitioned, by the memory of the device. */
export const MIG_PROFILES = {
  a100With40: (device: Size): MigProfile[] => profiles(device, 5, 10, 20, 40),
  ga100AndGh100With80: (device: Size): MigProfile[] => profiles(device, 10, 20, 40, 80),
  gh100With96: (device: Size): MigProfile[] => profiles(device, 12, 24, 48, 96),
  h200: (device: Size): MigProfile[] => profiles(device, 18, 35, 71, 141),
  b200: (device: Size): MigProfile[] => profiles(device, 23, 45, 90, 180),
  gb200: (device: Size): MigProfile[] => profiles(device, 23, 47, 93, 186),
};
