import { IDeliveryUnit } from '../delivery-contract';
import { jsonPointer, ManifestMember } from './manifest-member';
import { isToken } from './tokens';

/** An image in JSON text. Behind `{` or `,` it is a key: a quote inside a text is escaped. */
const KEY = '"image":"';

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
  const found: string[] = [];
  for (let at = text.indexOf(KEY); at >= 0; at = text.indexOf(KEY, at + KEY.length)) {
    const before = text[at - 1];
    if (before === '{' || before === ',') found.push(textAt(text, at + KEY.length));
  }
  // A bare name may be the middle of an image in three parts, which only the whole object tells.
  const isBare = (reference: string): boolean => !/[:@/]/.test(reference);
  return found.some(isBare) ? imagesBelow(member.manifest, []).map(({ reference }) => reference) : found;
}

/** The JSON string whose content begins here. */
function textAt(json: string, start: number): string {
  const plain = json.slice(start, json.indexOf('"', start));
  if (!plain.includes('\\')) return plain;
  const [quoted] = /^"(?:[^"\\]|\\.)*"/.exec(json.slice(start - 1))!;
  return JSON.parse(quoted) as string;
}

function imagesBelow(value: unknown, at: string[]): { at: string[]; reference: string }[] {
  if (typeof value !== 'object' || value === null || isToken(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...at, key];
    if (key !== 'image' || typeof item !== 'string') return imagesBelow(item, here);
    return isToken(item) ? [] : [{ at: here, reference: withParts(item, value) }];
  });
}

/** NVIDIA's operators take an image as repository, name and version beside each other. */
function withParts(image: string, beside: { repository?: unknown; version?: unknown }): string {
  const { repository, version } = beside;
  const areTexts = typeof repository === 'string' && typeof version === 'string';
  return areTexts && !isToken(repository) && !isToken(version) ? `${repository}/${image}:${version}` : image;
}
