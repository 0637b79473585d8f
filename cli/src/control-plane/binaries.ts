import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { CliFailure } from './failure.js';
import { BINARY_NAMES } from './recipe.js';
import type { Binaries } from './types.js';

/** Which of the binaries a folder holds. */
export async function existing(
  dir: string,
  names: readonly string[],
): Promise<{ paths: { [name: string]: string }; missing: string[] }> {
  const paths: { [name: string]: string } = {};
  const missing: string[] = [];
  await Promise.all(
    names.map(async (name) => {
      const path = join(dir, name);
      try {
        await access(path, constants.X_OK);
        paths[name] = path;
      } catch {
        missing.push(name);
      }
    }),
  );
  return { paths, missing: missing.sort() };
}

/** Takes ready-made binaries from a folder; fails naming the ones that are missing. */
export async function findBinaries(dir: string): Promise<Binaries> {
  const { paths, missing } = await existing(resolve(dir), BINARY_NAMES);
  if (missing.length === 0) return paths as unknown as Binaries;
  throw new CliFailure({
    code: 'AIC-6004',
    where: dir,
    what: 'the folder of ready-made binaries is not complete',
    got: `no executable ${missing.join(', ')}`,
    want: BINARY_NAMES.join(', '),
    fix: 'Put them there under exactly these names, or leave --binaries out to have them built with Go.',
  });
}
