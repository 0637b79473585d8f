export * from './queue';
export * from './queues';
export * from './scheduling';
