import type { Manifest } from '../../control-plane/index.js';

/** What became of an object. */
export type Outcome = 'accepted' | 'changed' | 'refused' | 'not-checked' | 'needs-value' | 'left-out';

/** One object and what became of it. */
export interface ObjectResult {
  /** `Kind/name`, or `Kind/namespace/name`. */
  readonly object: string;
  readonly apiVersion: string;
  readonly outcome: Outcome;
  /** Construct path, for objects of bundles. */
  readonly path?: string;
  /** Why it was refused, not checked or left out. */
  readonly reason?: string;
  /** JSON pointers that admission changed. */
  readonly changed?: readonly string[];
}

/** One bundle or chart and what became of its objects. */
export interface UnitResult {
  readonly path: string;
  readonly kind: 'bundle' | 'chart';
  readonly release: string;
  /** Where a chart's own objects came from, or why they were not at hand. */
  readonly source?: string;
  readonly objects: readonly ObjectResult[];
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** How an object is named in messages. */
export function objectName(manifest: Manifest): string {
  const { name, namespace } = manifest.metadata ?? {};
  return [manifest.kind, namespace, name].filter((part) => part !== undefined).join('/');
}

/** The result for one object. */
export function resultOf(manifest: Manifest, outcome: Outcome, more: Partial<ObjectResult> = {}): ObjectResult {
  return { object: objectName(manifest), apiVersion: manifest.apiVersion, outcome, ...more };
}

/** How many objects had an outcome. */
export function count(objects: readonly ObjectResult[], outcome: Outcome): number {
  return objects.filter((object) => object.outcome === outcome).length;
}
