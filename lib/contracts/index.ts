export * from './chat-model';
export * from './cluster';
export * from './model';
export * from './pool';
export * from './queue';
