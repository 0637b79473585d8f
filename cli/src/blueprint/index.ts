export { readProgram } from './read.js';
export type { Program } from './read.js';
export { blueprintProblems } from './schema.js';
export type * from './types.js';
export { checkValues, fillIn, parseValues } from './values.js';
export type { Filled, Values } from './values.js';
