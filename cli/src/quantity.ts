const QUANTITY = /^([+-]?[0-9.]+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?[0-9]+)?$/;
const POWERS: { readonly [suffix: string]: number } = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a Kubernetes quantity stands for; NaN when it is none. */
export function quantity(value: unknown): number {
  const match = QUANTITY.exec(String(value));
  if (!match) return NaN;
  const [, digits, suffix = ''] = match;
  const power = /^[eE][+-]?\d/.test(suffix) ? Number(`1${suffix}`) : POWERS[suffix]!;
  return Number(digits) * power;
}
