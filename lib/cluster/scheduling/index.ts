export * from './queue';
export * from './queue-group';
export * from './queues';
export * from './scheduler-action';
export * from './scheduler-configuration';
export * from './scheduler-plugin';
export * from './scheduling';
