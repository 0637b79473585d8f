export * from './local-provisioner';
export * from './local-volume-claim';
export * from './local-volumes';
