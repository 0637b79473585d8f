export * from './kueue-topology';
export * from './network-topology';
export * from './topology-domain';
export * from './topology-source';
