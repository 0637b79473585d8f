export * from './bandwidth';
export * from './duration';
export * from './size';
