export * from './catalog';
export * from './cold';
export * from './fluid';
export * from './hot';
export * from './moving';
export * from './storage-prices';
export * from './tiered-model-store';
export * from './warm';
