export * from './cold-tier';
export * from './lifecycle-rule';
export * from './restored';
