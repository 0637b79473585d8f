import { Toleration } from '../../contracts/pool';

export function distinctTolerations(tolerations: Toleration[]): Toleration[] {
  return distinct(tolerations);
}

/** Each once, in an order that does not tell who came first. */
export function distinct<T>(items: T[]): T[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText.keys()].sort().map((text) => byText.get(text)!);
}
