import { fail, prose } from '../../../core/private/fail';
import { MigProfile } from '../../mig-profile';
import { SharingHost } from '../../sharing-contract';
import { COMPUTE_SLICES, MEMORY_SLICES } from '../mig-tables';

/** A profile and how often each partitioned device has it. */
export interface LayoutEntry {
  readonly profile: MigProfile;
  readonly count: number;
}

/** The partitions of a layout, largest first; fails when a device cannot be cut so. */
export function readLayout(host: SharingHost, layout: { [profile: string]: number }): LayoutEntry[] {
  const { migProfiles, name } = host.accelerator;
  const entries = Object.entries(layout).map(([profileName, count]) => {
    const profile = migProfiles.find((p) => p.name === profileName);
    if (profile === undefined || !Number.isInteger(count) || count < 1 || count > profile.maxInstances) {
      throw fail(host.scope, {
        code: 'AIC-2037',
        what: `a device of ${host.poolName} (${name}) has no such partitions`,
        got: prose(`${count} × ${profileName}`),
        want: migProfiles.map((p) => `${p.maxInstances} × ${p.name} at most`).join(', '),
        fix: "Write Sharing.mig({ '1g.10gb': 7 }) with the names and numbers of this model.",
      });
    }
    return { profile, count };
  });
  const sorted = entries.sort(
    (a, b) =>
      b.profile.memorySlices - a.profile.memorySlices ||
      b.profile.computeSlices - a.profile.computeSlices ||
      (a.profile.name < b.profile.name ? -1 : 1),
  );
  const all = sorted.flatMap(({ profile, count }) => Array.from({ length: count }, () => profile));
  const compute = all.reduce((sum, p) => sum + p.computeSlices, 0);
  if (all.length === 0 || compute > COMPUTE_SLICES || !canPlace(all, 0)) {
    throw fail(host.scope, {
      code: 'AIC-2038',
      what: `the partitions do not fit one device of ${host.poolName}`,
      got: prose(all.length === 0 ? 'none' : describe(sorted, compute)),
      want: `partitions that lie beside each other in ${COMPUTE_SLICES} compute and ${MEMORY_SLICES} memory slices`,
      fix: 'Take one away, or a smaller profile; 3g and 4g take half of the memory each, 2g and wide 1g a quarter.',
    });
  }
  return sorted;
}

/**
 * Whether the partitions find room. Each starts at a multiple of its memory slices, and the slice of compute with the
 * same number goes with it; that yields the placements that `nvidia-smi mig -lgipp` lists.
 */
function canPlace(partitions: MigProfile[], taken: number): boolean {
  const [first, ...rest] = partitions;
  if (first === undefined) return true;
  for (let start = 0; start + first.memorySlices <= MEMORY_SLICES; start += first.memorySlices) {
    const place = ((1 << first.memorySlices) - 1) << start;
    const fits = start + first.computeSlices <= COMPUTE_SLICES && (taken & place) === 0;
    if (fits && canPlace(rest, taken | place)) return true;
  }
  return false;
}

function describe(entries: LayoutEntry[], compute: number): string {
  const memory = entries.reduce((sum, e) => sum + e.count * e.profile.memorySlices, 0);
  const parts = entries.map(({ profile, count }) => `${count} × ${profile.name}`).join(' + ');
  return `${parts}: ${compute} compute and ${memory} memory slices`;
}
