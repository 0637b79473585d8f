export * from './model-source';
export * from './stored-model';
