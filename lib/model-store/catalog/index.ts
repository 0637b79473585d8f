export * from './import-options';
export * from './model-alias';
export * from './model-source';
export * from './source-options';
export * from './stored-dataset';
export * from './stored-files-options';
export * from './stored-model';
