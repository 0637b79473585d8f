/** Engines that Fluid runs: each has a controller that counts its failures, and workers in a StatefulSet. */
const OF_FLUID: readonly string[] = ['alluxio', 'efc', 'jindo', 'juicefs'];

export function isOfFluid(engine: string): boolean {
  return OF_FLUID.includes(engine);
}
