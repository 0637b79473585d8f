export * from './integrity';
export * from './prefetch';
