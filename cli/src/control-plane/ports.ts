import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { isAlive } from './build-lock.js';
import { CliFailure } from './failure.js';

/** Below the range from which systems take ports for outgoing connections. */
const RANGE: PortRange = { first: 20_000, last: 32_767 };
const ATTEMPTS = 200;

/** The ports to choose from, both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Ports promised to one process, also while nothing listens on them. */
export class PortReservations {
  private readonly files: string[] = [];

  /** @param owner process that must be alive for a reservation to count */
  constructor(
    private readonly owner: number = process.pid,
    private readonly dir: string = join(tmpdir(), `cdktf-ai-cloud-ports-${userInfo().uid}`),
    private readonly range: PortRange = RANGE,
  ) {}

  /** Reserves a port of 127.0.0.1 that is free now and that no other rehearsal on this machine will take. */
  async reserve(): Promise<number> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const { first, last } = this.range;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const port = first + Math.floor(Math.random() * (last - first + 1));
      const file = join(this.dir, String(port));
      if (!(await claim(file, this.owner))) continue;
      if (await isFree(port)) {
        this.files.push(file);
        return port;
      }
      await rm(file, { force: true });
    }
    throw new CliFailure({
      code: 'AIC-6010',
      where: '127.0.0.1',
      what: `no free port was found in ${ATTEMPTS} tries`,
      want: `a free port between ${first} and ${last}`,
      fix: 'Stop what occupies these ports, for example control planes left running with --keep.',
    });
  }

  /** Gives all ports back. */
  async release(): Promise<void> {
    await Promise.all(this.files.splice(0).map((file) => rm(file, { force: true })));
  }
}

/** True when 127.0.0.1 can be listened on at this port now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function claim(file: string, owner: number): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await writeFile(file, String(owner), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder > 0 && isAlive(holder)) return false;
    await rm(file, { force: true });
  }
  return false;
}
