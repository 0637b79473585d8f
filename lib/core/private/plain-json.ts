const DEEPEST = 64;

/**
 * JSON text of a value that surely holds no token and nothing that JSON would change; undefined for all others, which
 * the full inspection looks at. Almost every manifest is plain, and this is several times faster.
 */
export function plainJson(value: unknown): string | undefined {
  if (!isPlainJson(value, 0)) return undefined;
  const text = JSON.stringify(value);
  return text.includes('{TfToken[') || text.includes('e+298') ? undefined : text;
}

function isPlainJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    case 'object':
      return value === null || (depth <= DEEPEST && isPlainTree(value, depth + 1));
    default:
      return false;
  }
}

function isPlainTree(value: object, depth: number): boolean {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) if (!isPlainJson(value[i], depth)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  const map = value as Record<string, unknown>;
  for (const key in map) {
    const item = map[key];
    if (item !== undefined && !isPlainJson(item, depth)) return false;
  }
  return true;
}
