import { DeviceCounters } from '../device-software';

type Counter = readonly [field: string, type: 'counter' | 'gauge', help: string];

/** What alerts and dashboards read. @see https://github.com/NVIDIA/dcgm-exporter/tree/main/etc */
const BASIC: readonly Counter[] = [
  ['DCGM_FI_DEV_SM_CLOCK', 'gauge', 'SM clock frequency (in MHz).'],
  ['DCGM_FI_DEV_MEM_CLOCK', 'gauge', 'Memory clock frequency (in MHz).'],
  ['DCGM_FI_DEV_MEMORY_TEMP', 'gauge', 'Memory temperature (in C).'],
  ['DCGM_FI_DEV_GPU_TEMP', 'gauge', 'GPU temperature (in C).'],
  ['DCGM_FI_DEV_POWER_USAGE', 'gauge', 'Power draw (in W).'],
  ['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', 'counter', 'Energy since boot (in mJ).'],
  ['DCGM_FI_DEV_PCIE_REPLAY_COUNTER', 'counter', 'PCIe retries.'],
  ['DCGM_FI_DEV_GPU_UTIL', 'gauge', 'GPU utilisation (in %).'],
  ['DCGM_FI_DEV_MEM_COPY_UTIL', 'gauge', 'Memory utilisation (in %).'],
  ['DCGM_FI_DEV_XID_ERRORS', 'gauge', 'Value of the last XID error encountered.'],
  ['DCGM_FI_DEV_FB_FREE', 'gauge', 'Framebuffer memory free (in MiB).'],
  ['DCGM_FI_DEV_FB_USED', 'gauge', 'Framebuffer memory used (in MiB).'],
  ['DCGM_FI_DEV_ECC_SBE_VOL_TOTAL', 'counter', 'Single-bit volatile ECC errors.'],
  ['DCGM_FI_DEV_ECC_DBE_VOL_TOTAL', 'counter', 'Double-bit volatile ECC errors.'],
  ['DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS', 'counter', 'Remapped rows for uncorrectable errors.'],
  ['DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS', 'counter', 'Remapped rows for correctable errors.'],
  ['DCGM_FI_DEV_ROW_REMAP_FAILURE', 'gauge', 'Whether remapping of rows has failed.'],
  ['DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL', 'counter', 'NVLink bandwidth counters for all lanes.'],
  ['DCGM_FI_DEV_VGPU_LICENSE_STATUS', 'gauge', 'vGPU license status.'],
];

const PROFILING: readonly Counter[] = [
  ['DCGM_FI_PROF_GR_ENGINE_ACTIVE', 'gauge', 'Ratio of time the graphics engine is active.'],
  ['DCGM_FI_PROF_SM_ACTIVE', 'gauge', 'Ratio of cycles an SM has at least one warp assigned.'],
  ['DCGM_FI_PROF_SM_OCCUPANCY', 'gauge', 'Ratio of warps resident on an SM.'],
  ['DCGM_FI_PROF_PIPE_TENSOR_ACTIVE', 'gauge', 'Ratio of cycles the tensor pipe is active.'],
  ['DCGM_FI_PROF_DRAM_ACTIVE', 'gauge', 'Ratio of cycles device memory sends or receives.'],
  ['DCGM_FI_PROF_PCIE_TX_BYTES', 'gauge', 'Bytes per second sent over PCIe.'],
  ['DCGM_FI_PROF_PCIE_RX_BYTES', 'gauge', 'Bytes per second received over PCIe.'],
  ['DCGM_FI_PROF_NVLINK_TX_BYTES', 'gauge', 'Bytes per second sent over NVLink.'],
  ['DCGM_FI_PROF_NVLINK_RX_BYTES', 'gauge', 'Bytes per second received over NVLink.'],
];

/** The list as the exporter reads it: field, type, help. */
export function dcgmCounters(counters: DeviceCounters): string {
  const wanted = counters === DeviceCounters.PROFILING ? [...BASIC, ...PROFILING] : BASIC;
  return `${wanted.map((counter) => counter.join(', ')).join('\n')}\n`;
}
