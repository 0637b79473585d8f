export * from './prefetch';
