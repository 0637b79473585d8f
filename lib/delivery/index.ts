export { Delivery } from './delivery';
export { PerObjectOptions } from './per-object';
