export * from './agent';
export * from './agent-database';
export * from './agent-platform';
export * from './tool';
