export * from './snapshot-class';
export * from './snapshot-schedule';
