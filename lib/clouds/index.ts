export * from './cloud-contract';
export * from './cloud-profile';
export * from './generic';
export * from './tencent';
