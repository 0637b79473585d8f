export * from './agent-platform';
export * from './catalog';
export * from './clouds';
export * from './cluster';
export * from './contracts';
export * from './core';
export * from './delivery';
export * from './units';
