/** Processor architecture of nodes, as the label `kubernetes.io/arch` says it. */
export enum NodeArchitecture {
  /** Intel and AMD. */
  AMD64 = 'amd64',
  /** Arm: NVIDIA Grace, Huawei Kunpeng, AWS Graviton. */
  ARM64 = 'arm64',
}
