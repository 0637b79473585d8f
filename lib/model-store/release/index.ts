export * from './candidate-cleanup';
export * from './model-promotion';
export * from './model-publication';
export * from './version-retention';
