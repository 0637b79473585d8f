export * from './catalog';
export * from './contracts';
export * from './core';
export * from './delivery';
export * from './units';
