export * from './alluxio-options';
export * from './cache-disk';
export * from './cache-engine';
export * from './hot-tier';
export * from './jindo-options';
export * from './juice-fs-options';
