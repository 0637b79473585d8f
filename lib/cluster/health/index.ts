export * from './device-fault';
export * from './node-health';
