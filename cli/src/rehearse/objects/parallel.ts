/** Runs a job for each item, a few at a time, and keeps the order of the results. */
export async function inParallel<T, R>(items: readonly T[], job: (item: T) => Promise<R>, atOnce = 16): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await job(items[index]!);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
