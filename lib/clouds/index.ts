export * from './alibaba';
export * from './aws-china';
export * from './baidu';
export * from './cloud-contract';
export * from './cloud-profile';
export * from './generic';
export * from './tencent';
