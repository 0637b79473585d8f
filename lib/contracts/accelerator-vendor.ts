/** Who makes an accelerator: decides which device software and which resource names it has. */
export enum AcceleratorVendor {
  /** NVIDIA GPUs. */
  NVIDIA = 'nvidia',
  /** AMD Instinct GPUs. */
  AMD = 'amd',
  /** Huawei Ascend NPUs. */
  ASCEND = 'ascend',
  /** Kunlunxin XPUs (Baidu). */
  KUNLUN = 'kunlun',
  /** Cambricon MLUs. */
  CAMBRICON = 'cambricon',
  /** Hygon DCUs. */
  HYGON = 'hygon',
  /** MetaX GPUs. */
  METAX = 'metax',
  /** AWS Trainium and Inferentia. */
  NEURON = 'neuron',
  /** Google TPUs. */
  GOOGLE = 'google',
  /** Any other. */
  OTHER = 'other',
}
