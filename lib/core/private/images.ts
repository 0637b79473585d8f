import { IDeliveryUnit } from '../delivery-contract';
import { jsonPointer } from './manifest-member';
import { isToken } from './tokens';

/** An image that an object names. */
export interface NamedImage {
  /** Path of the object. */
  readonly path: string;
  /** Where in the manifest, as a JSON pointer. */
  readonly pointer: string;
  readonly reference: string;
}

/** Every `image` that the objects of a unit name. Those of a chart are known to Helm only. */
export function imagesIn(unit: IDeliveryUnit): NamedImage[] {
  const found: NamedImage[] = [];
  for (const { path, manifest } of unit._members()) {
    if (manifest.kind === 'CustomResourceDefinition') continue;
    collect(manifest, [], (at, reference) => found.push({ path, pointer: jsonPointer(at), reference }));
  }
  return found;
}

function collect(value: unknown, path: string[], report: (path: string[], reference: string) => void): void {
  if (typeof value !== 'object' || value === null || isToken(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key !== 'image' || typeof item !== 'string') collect(item, [...path, key], report);
    else if (!isToken(item)) report([...path, key], item);
  }
}

/** Sorted by path and reference; each once. */
export function distinctImages(images: { path: string; reference: string }[]): { path: string; reference: string }[] {
  const byText = new Map(images.map(({ path, reference }) => [`${path}\n${reference}`, { path, reference }]));
  return [...byText.keys()].sort().map((text) => byText.get(text)!);
}
