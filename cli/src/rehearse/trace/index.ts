export { parseTraceFlags } from './options.js';
export type { TraceFlags, TraceOptions } from './options.js';
export { replayTrace } from './replay-trace.js';
export type { TraceResult } from './result.js';
export { traceText } from './text.js';
