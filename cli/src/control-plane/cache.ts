import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ProgramGroup } from './recipe.js';

/** The folder with one go.mod per program group; shipped in the package. */
export const MODULES_ROOT = fileURLToPath(new URL('../../control-plane/', import.meta.url));

/** Flags of every build; part of the cache key. */
export const BUILD_FLAGS: readonly string[] = ['-mod=readonly', '-buildvcs=false', '-trimpath'];

/** Where built binaries are kept unless the caller says otherwise. */
export function defaultCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdktf-ai-cloud');
}

/** Changes whenever anything that decides the binaries changes. */
export async function recipeHash(groups: readonly ProgramGroup[], sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([process.platform, process.arch, BUILD_FLAGS, groups]));
  for (const source of sources) {
    const text = await readFile(join(MODULES_ROOT, source));
    hash.update(`\n${source} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}
