export * from './data-migration';
export * from './integrity';
export * from './prefetch';
