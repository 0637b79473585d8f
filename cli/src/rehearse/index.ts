export { asJunit } from './output/junit.js';
export { asText } from './output/text.js';
export { rehearse } from './rehearse.js';
export type { RehearseOptions } from './rehearse.js';
export type { ClusterResult, RehearsalResult } from './result.js';
export { parseTraceFlags, replayTrace, traceText } from './trace/index.js';
export type { TraceFlags, TraceResult } from './trace/index.js';
