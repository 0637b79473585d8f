import { closeSync, openSync, renameSync, writeSync } from 'node:fs';

/** Small enough that neither the engine nor the system treats it as a large block. */
const WRITTEN_AT_ONCE = 48 * 1024;

/** Writes a file piece by piece. It is whole or it is not there. */
export function writePieces(path: string, pieces: Iterable<string>): void {
  const part = `${path}.part`;
  const file = openSync(part, 'w');
  try {
    let pending = '';
    for (const piece of pieces) {
      pending += piece;
      if (pending.length < WRITTEN_AT_ONCE) continue;
      writeSync(file, pending);
      pending = '';
    }
    writeSync(file, pending);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}
