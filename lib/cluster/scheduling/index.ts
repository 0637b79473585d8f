export * from './queue';
export * from './queue-group';
export * from './queues';
export * from './scheduler-action';
export * from './scheduler-policy';
export * from './scheduler-plugin';
export * from './scheduling';
