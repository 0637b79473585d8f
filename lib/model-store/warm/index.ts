export * from './secret-reference';
export * from './warm-tier';
