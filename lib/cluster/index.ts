export * from './accelerator';
export * from './ai-native-cluster';
export * from './node-selector';
export * from './pool';
export * from './pools';
export * from './scheduling';
