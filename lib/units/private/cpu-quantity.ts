/** Cores as the API server writes them: `14`, `1500m`. Less than a thousandth is dropped. */
export function cpuQuantity(cores: number): string {
  const milli = Math.floor(cores * 1000 + 1e-6);
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}
