import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

/** The packed copy beside this file, else the library's own in the repository. */
const PLACES = ['./blueprint.schema.json', '../../../lib/core/blueprint.schema.json'];

let compiled: ValidateFunction | undefined;

/** What is wrong with a blueprint, each as `pointer: problem`; empty when it fits the published schema. */
export function blueprintProblems(value: unknown): string[] {
  const validate = (compiled ??= new Ajv2020({ allErrors: true, strict: false }).compile(readSchema()));
  if (validate(value)) return [];
  return [...new Set((validate.errors ?? []).filter(isSpecific).map(tell))];
}

function readSchema(): object {
  const files = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const file = files.find((candidate) => existsSync(candidate)) ?? files[0]!;
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

/** A failed alternative is told by what is wrong inside it. */
function isSpecific(error: ErrorObject): boolean {
  return error.keyword !== 'oneOf' && error.keyword !== 'if';
}

function tell(error: ErrorObject): string {
  const place = error.instancePath === '' ? '/' : error.instancePath;
  const params = error.params as { readonly additionalProperty?: string; readonly allowedValue?: unknown };
  if (params.additionalProperty !== undefined) return `${place}: unknown property ${params.additionalProperty}`;
  if (params.allowedValue !== undefined) return `${place}: ${error.message} ${JSON.stringify(params.allowedValue)}`;
  return `${place}: ${error.message}`;
}
