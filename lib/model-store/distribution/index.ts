export * from './dragonfly';
export * from './dragonfly-database';
export * from './dragonfly-props';
export * from './dragonfly-runtime-options';
