export * from './model-alias';
export * from './model-source';
export * from './stored-dataset';
export * from './stored-files-options';
export * from './stored-model';
