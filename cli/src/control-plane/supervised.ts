import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { guard } from './exit-guard.js';
import { CliFailure } from './failure.js';
import { LOG_DIR, PID_FILE } from './supervisor-protocol.js';
import type { SupervisorEvent, SupervisorRequest } from './supervisor-protocol.js';

/** One process to run under the supervisor. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: { readonly [name: string]: string };
}

type Waiting = { resolve: () => void; reject: (error: Error) => void };
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Request = DistributiveOmit<SupervisorRequest, 'id'>;

const SHUTDOWN_MS = 15_000;

/** The processes of one control plane and their folder; none of them outlives this program unless detached. */
export class SupervisedProcesses {
  /** Makes the folder and starts the supervisor. */
  static async open(workDir?: string): Promise<SupervisedProcesses> {
    const dir = await makeWorkDir(workDir);
    const processes = new SupervisedProcesses(dir);
    await processes.answer(0);
    return processes;
  }

  private readonly supervisor: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private readonly exits = new Map<string, string>();
  private readonly release: () => void;
  private lastId = 0;
  private gone: Promise<void>;

  private constructor(readonly workDir: string) {
    const log = openSync(join(workDir, LOG_DIR, 'supervisor.log'), 'a');
    const [file, loader] = supervisorScript();
    this.supervisor = spawn(process.execPath, [...loader, file, workDir], {
      cwd: tmpdir(),
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.supervisor.on('message', (event: SupervisorEvent) => this.onEvent(event));
    this.supervisor.on('error', (error) => this.failAll(error));
    this.gone = new Promise((done) => this.supervisor.once('exit', () => done()));
    this.supervisor.once('exit', () => this.failAll(new Error('the supervisor ended')));
    this.supervisor.once('disconnect', () => this.killGroup());
    this.supervisor.unref();
    this.supervisor.channel?.unref();
    this.release = guard({ shutdown: () => this.shutdown(), shutdownSync: () => this.shutdownSync() });
  }

  /** Process id of the supervisor, which lives exactly as long as the control plane. */
  get pid(): number {
    return this.supervisor.pid!;
  }

  logFile(name: string): string {
    return join(this.workDir, LOG_DIR, `${name}.log`);
  }

  /** Starts a process; resolves when it runs, not when it is ready. */
  async start(spec: ProcessSpec): Promise<void> {
    this.exits.delete(spec.name);
    await this.request({
      op: 'start',
      name: spec.name,
      command: spec.command,
      args: spec.args,
      env: spec.env ?? {},
      logFile: this.logFile(spec.name),
    });
  }

  /** Stops a process and waits until it has ended; without a grace time it is killed, as in a crash. */
  async stop(name: string, graceMs = 0): Promise<void> {
    await this.request({ op: 'stop', name, graceMs });
  }

  /** How a process ended, such as `exit code 1`; undefined while it runs. */
  exitOf(name: string): string | undefined {
    return this.exits.get(name);
  }

  /** Leaves everything running when this program ends. */
  async detach(): Promise<void> {
    await this.request({ op: 'detach' });
    this.release();
    this.supervisor.removeAllListeners('disconnect');
    this.supervisor.disconnect();
  }

  /** Ends everything and removes the folder. */
  async shutdown(): Promise<void> {
    if (this.supervisor.exitCode === null && this.supervisor.signalCode === null) {
      this.supervisor.ref();
      this.supervisor.kill('SIGTERM');
      const timer = setTimeout(() => this.killGroup(), SHUTDOWN_MS);
      await this.gone;
      clearTimeout(timer);
    }
    await rm(this.workDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    this.release();
  }

  private shutdownSync(): void {
    this.supervisor.kill('SIGTERM');
    const clock = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; waited < SHUTDOWN_MS && existsSync(this.workDir); waited += 20) Atomics.wait(clock, 0, 0, 20);
  }

  /** The last resort, for a supervisor that was killed: its processes are still of its group. */
  private killGroup(): void {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
  }

  private async request(request: Request): Promise<void> {
    const id = (this.lastId += 1);
    const answered = this.answer(id);
    this.supervisor.send({ ...request, id } as SupervisorRequest, (error) => {
      if (error) this.waiting.get(id)?.reject(error);
    });
    await answered;
  }

  private answer(id: number): Promise<void> {
    this.supervisor.channel?.ref();
    return new Promise<void>((done, reject) => this.waiting.set(id, { resolve: done, reject })).finally(() => {
      this.waiting.delete(id);
      if (this.waiting.size === 0) this.supervisor.channel?.unref();
    });
  }

  private onEvent(event: SupervisorEvent): void {
    if (event.event === 'exited') {
      this.exits.set(event.name, event.signal ? `signal ${event.signal}` : `exit code ${event.code}`);
    } else if (event.event === 'done') {
      this.waiting.get(event.id)?.resolve();
    } else {
      this.waiting.get(event.id)?.reject(new Error(event.message));
    }
  }

  private failAll(error: Error): void {
    [...this.waiting.values()].forEach((waiting) => waiting.reject(error));
  }
}

/** The script beside this file, and what Node needs to read it when it is still TypeScript. */
function supervisorScript(): [string, string[]] {
  const isSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(`./supervisor.${isSource ? 'ts' : 'js'}`, import.meta.url));
  return [file, isSource ? ['--import', import.meta.resolve('tsx')] : []];
}

async function makeWorkDir(workDir?: string): Promise<string> {
  const dir = workDir === undefined ? await mkdtemp(join(tmpdir(), 'cdktf-ai-cloud-')) : resolve(workDir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const entries = await readdir(dir);
  if (entries.length > 0) {
    throw new CliFailure({
      code: 'AIC-6006',
      where: dir,
      what: 'the work folder is not empty',
      got: entries.includes(PID_FILE) ? 'a control plane that was kept running' : entries.slice(0, 5).join(', '),
      want: 'an empty or absent folder, because it is removed at the end',
      fix: 'Name another folder, or stop the control plane that runs there.',
    });
  }
  await mkdir(join(dir, LOG_DIR));
  return dir;
}
