export * from './fabric';
export * from './fabric-addressing';
export * from './fabric-contract';
export * from './roce-v2';
export * from './roce-v2-options';
