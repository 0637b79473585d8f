export * from './cold-tier';
export * from './lifecycle-rule';
export * from './restore-job';
export * from './restore-speed';
export * from './restored';
