export * from './device-software';
export * from './device-software-contract';
export * from './ec2-node-class-options';
export * from './karpenter-node-class';
export * from './karpenter-options';
export * from './node-provisioning';
export * from './node-provisioning-contract';
export * from './plugin-options';
