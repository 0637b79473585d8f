export * from './kubelet-options';
