export * from './cache-engine';
export * from './hot-tier';
