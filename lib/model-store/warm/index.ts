export * from './bucket-access';
export * from './file-system-options';
export * from './secret-reference';
export * from './warm-file-system';
export * from './warm-tier';
export * from './warm-tier-options';
export * from './workload-identity';
