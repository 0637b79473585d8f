'use strict';

/**
 * Jobs that look like those of virtual cluster 103959 of the Philly trace, for machines that do not have it: the same
 * number of jobs of each size, and durations and gaps between arrivals drawn from its quantiles. Which job comes when is
 * not the trace's, so figures are not comparable with those of the trace itself.
 *
 * Figures: quantiles of 859 jobs of at most 120 hours, Microsoft Philly trace (CC BY 4.0).
 * @see https://github.com/msr-fiddle/philly-traces
 */

/** Shares at which the quantiles below stand. */
const SHARES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

/** Hours that jobs of so many devices run. */
const SIZES = [
  { devices: 1, jobs: 499, hours: [0.007, 0.47, 2.7, 7.4, 10.6, 13.5, 16.8, 28.7, 83.9] },
  { devices: 2, jobs: 33, hours: [0.61, 0.88, 2.1, 42, 62.9, 87.4, 100, 106.6, 106.6] },
  { devices: 4, jobs: 327, hours: [0.17, 0.55, 1.7, 12, 25.5, 36, 46.8, 69.3, 75.1] },
];

/** Hours between one arrival and the next: many at once, then nothing for days. */
const GAPS = [0.0001, 0.0003, 0.0094, 0.49, 2.33, 5.94, 9.69, 30.1, 104.9];

/** The trace as CSV, the same on every machine. */
function syntheticTrace() {
  const random = generator(103959);
  const jobs = SIZES.flatMap(({ devices, jobs: number, hours }) =>
    Array.from({ length: number }, () => ({ devices, duration: 3600 * quantile(hours, random()) })),
  );
  shuffle(jobs, random);
  let arrival = 0;
  const lines = jobs.map(({ devices, duration }, index) => {
    if (index > 0) arrival += 3600 * quantile(GAPS, random());
    return `${arrival.toFixed(0)},${devices},${Math.max(1, duration).toFixed(0)}`;
  });
  return ['arrival,devices,duration', ...lines, ''].join('\n');
}

/** Between two known quantiles the logarithm is a straight line. */
function quantile(values, share) {
  const above = Math.max(
    1,
    SHARES.findIndex((one) => one >= share),
  );
  const [low, high] = [SHARES[above - 1], SHARES[above]];
  const part = (share - low) / (high - low);
  return Math.exp((1 - part) * Math.log(values[above - 1]) + part * Math.log(values[above]));
}

function shuffle(items, random) {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
}

/** The smallest usable generator: x * 48271 modulo 2^31 - 1. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

module.exports = { syntheticTrace };
