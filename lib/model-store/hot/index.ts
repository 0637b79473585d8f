export * from './alluxio-options';
export * from './cache-disk';
export * from './cache-engine';
export * from './hot-tier';
