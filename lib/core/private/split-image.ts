/** Repository and tag of an image with a tag, as charts take them apart. A port of the registry is no tag. */
export function splitImage(reference: string): { repository: string; tag: string } {
  const colon = reference.lastIndexOf(':');
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}
