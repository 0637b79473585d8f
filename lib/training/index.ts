export * from './framework';
export * from './training-job';
export * from './training-job-props';
