import { IDeliveryUnit } from '../delivery-contract';
import { jsonPointer, ManifestMember } from './manifest-member';
import { isToken } from './tokens';

/** An image as a key of JSON text. A quote inside a text is escaped, so nothing else looks like this. */
const IMAGE = /[{,]"image":("(?:[^"\\]|\\.)*")/g;

/** An image that an object names. */
export class NamedImage {
  constructor(
    private readonly member: ManifestMember,
    public readonly reference: string,
  ) {}

  /** Path of the object. */
  public get path(): string {
    return this.member.path;
  }

  /** Where it stands first in the manifest, as a JSON pointer. */
  public get pointer(): string {
    const found = imagesBelow(this.member.manifest, []).find(({ reference }) => reference === this.reference);
    return jsonPointer(found?.at ?? []);
  }
}

/** Every `image` that the objects of a unit name. Those of a chart are known to Helm only. */
export function imagesIn(unit: IDeliveryUnit): NamedImage[] {
  return unit
    ._members()
    .filter((member) => !member.key.startsWith('CustomResourceDefinition.'))
    .flatMap((member) => references(member).map((reference) => new NamedImage(member, reference)));
}

function references(member: ManifestMember): string[] {
  const { text } = member;
  if (text === undefined) return imagesBelow(member.manifest, []).map(({ reference }) => reference);
  return Array.from(text.matchAll(IMAGE), ([, reference]) => JSON.parse(reference) as string);
}

function imagesBelow(value: unknown, at: string[]): { at: string[]; reference: string }[] {
  if (typeof value !== 'object' || value === null || isToken(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...at, key];
    if (key !== 'image' || typeof item !== 'string') return imagesBelow(item, here);
    return isToken(item) ? [] : [{ at: here, reference: item }];
  });
}

/** Sorted by path and reference; each once. */
export function distinctImages(images: { path: string; reference: string }[]): { path: string; reference: string }[] {
  const byPath = new Map<string, Set<string>>();
  for (const { path, reference } of images) {
    const references = byPath.get(path);
    if (references === undefined) byPath.set(path, new Set([reference]));
    else references.add(reference);
  }
  return [...byPath.keys()]
    .sort()
    .flatMap((path) => [...byPath.get(path)!].sort().map((reference) => ({ path, reference })));
}
