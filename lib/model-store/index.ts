export * from './hot-tier';
export * from './kubelet-options';
export * from './model-source';
export * from './prefetch';
export * from './secret-reference';
export * from './stored-model';
export * from './tiered-model-store';
export * from './warm-tier';
