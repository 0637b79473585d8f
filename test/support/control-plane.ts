import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** `kubectl wait` fails on a definition whose conditions are not written yet. */
const AWAIT_DEFINITIONS = join(__dirname, 'await-definitions.mjs');

interface Ready {
  readonly kubeconfig: string;
  readonly kubectl: string;
  readonly helm: string;
  readonly url: string;
}

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** A real API server with its controllers, in a process of its own that ends with the test. */
export class TestControlPlane {
  public static async start(): Promise<TestControlPlane> {
    const child = spawn(process.execPath, [join(__dirname, 'control-plane-server.mjs')], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let log = '';
    child.stderr.on('data', (chunk) => (log += chunk));
    const lines = createInterface({ input: child.stdout });
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the control plane ended with ${code}\n${log.slice(-3000)}`)));
      lines.once('line', (line) => resolve(new TestControlPlane(child, lines, JSON.parse(line).ready)));
    });
  }

  public readonly kubeconfig: string;
  private readonly waiting = new Map<number, { resolve: (value: any) => void; reject: (error: Error) => void }>();
  private next = 1;

  private constructor(
    private readonly child: ChildProcess,
    lines: ReturnType<typeof createInterface>,
    private readonly ready: Ready,
  ) {
    this.kubeconfig = ready.kubeconfig;
    lines.on('line', (line) => {
      const { id, result, error } = JSON.parse(line);
      const call = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) call?.resolve(result);
      else call?.reject(new Error(error));
    });
  }

  /** Asks the server process; see `control-plane-server.mjs` for the methods. */
  public call<T = unknown>(method: string, params: Record<string, unknown> = {}): Promise<T> {
    const id = this.next++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.stdin?.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }

  public get kubectlPath(): string {
    return this.ready.kubectl;
  }

  public get helmPath(): string {
    return this.ready.helm;
  }

  /** Runs kubectl and fails with what it printed. */
  public kubectl(args: string[], input?: string): string {
    return execFileSync(this.ready.kubectl, ['--kubeconfig', this.kubeconfig, ...args], {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });
  }

  /** Runs kubectl and returns what it printed, whether or not it failed. */
  public tryKubectl(args: string[], input?: string): Outcome {
    return attempt(() => this.kubectl(args, input));
  }

  /** Waits until every definition that the API server holds is served. */
  public awaitDefinitions(): void {
    execFileSync(process.execPath, [AWAIT_DEFINITIONS, this.kubectlPath], {
      env: { ...process.env, KUBECONFIG: this.kubeconfig },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  public helm(args: string[], input?: string): string {
    return execFileSync(this.ready.helm, args, {
      input,
      encoding: 'utf8',
      env: { ...process.env, KUBECONFIG: this.kubeconfig },
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });
  }

  public tryHelm(args: string[], input?: string): Outcome {
    return attempt(() => this.helm(args, input));
  }

  /** One object as the server holds it; undefined when there is none. */
  public object(kind: string, name: string, namespace?: string): any {
    const scope = namespace === undefined ? [] : ['-n', namespace];
    const text = this.kubectl(['get', kind, name, ...scope, '--ignore-not-found', '-o', 'json']);
    return text.trim() === '' ? undefined : JSON.parse(text);
  }

  public async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin?.end();
    await ended;
  }
}

export function attempt(run: () => string): Outcome {
  try {
    return { code: 0, output: run() };
  } catch (error) {
    const { status, stdout, stderr, message } = error as {
      status?: number;
      stdout?: string;
      stderr?: string;
      message: string;
    };
    return { code: status ?? 1, output: `${stdout ?? ''}${stderr ?? ''}` || message };
  }
}
