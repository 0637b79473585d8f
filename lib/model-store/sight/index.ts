export * from './model-store-monitoring';
export * from './model-store-thresholds';
