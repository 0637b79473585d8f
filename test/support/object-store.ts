import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './free-port';
import { goTool } from './go-tool';

/** Files by their path. */
export type Files = { readonly [path: string]: string | Buffer };

/** A real server with the S3 API on loopback, with buckets and credentials of its own. It ends with the test. */
export class ObjectStore {
  public static async start(options: { buckets: string[] }): Promise<ObjectStore> {
    const folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-s3-'));
    for (const path of ['metadata', ...options.buckets.map((bucket) => join('buckets', bucket))]) {
      mkdirSync(join(folder, path), { recursive: true });
    }
    const port = await freePort();
    const accessKeyId = `test${randomBytes(8).toString('hex')}`;
    const secretAccessKey = randomBytes(20).toString('hex');
    const child = spawn(
      goTool('versitygw'),
      [
        '--quiet',
        '--port',
        `127.0.0.1:${port}`,
        'posix',
        '--sidecar',
        join(folder, 'metadata'),
        join(folder, 'buckets'),
      ],
      {
        env: { ROOT_ACCESS_KEY_ID: accessKeyId, ROOT_SECRET_ACCESS_KEY: secretAccessKey },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const store = new ObjectStore(child, folder, `http://127.0.0.1:${port}`, accessKeyId, secretAccessKey);
    await store.answers();
    return store;
  }

  private log = '';
  private readonly endChild = (): boolean => this.child.kill('SIGKILL');

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    /** URL of its API; the bucket is part of the path. */
    public readonly endpoint: string,
    public readonly accessKeyId: string,
    public readonly secretAccessKey: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.log += chunk));
    process.once('exit', this.endChild);
  }

  /** The content of a Secret with its credentials, under the keys that a `SecretReference` reads by default. */
  public get secret(): { [key: string]: string } {
    return { AWS_ACCESS_KEY_ID: this.accessKeyId, AWS_SECRET_ACCESS_KEY: this.secretAccessKey };
  }

  /** Uploads files below a path of a bucket. */
  public put(bucket: string, path: string, files: Files): void {
    const source = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-put-'));
    try {
      writeFiles(source, files);
      this.rclone(['copy', source, `store:${bucket}/${path}`]);
    } finally {
      rmSync(source, { recursive: true, force: true });
    }
  }

  /** What an object holds; undefined when there is none. */
  public read(bucket: string, path: string): Buffer | undefined {
    const file = this.fileOf(bucket, path);
    return existsSync(file) ? readFileSync(file) : undefined;
  }

  /** Paths of all objects of a bucket, sorted. */
  public list(bucket: string): string[] {
    const lines = this.rclone(['lsf', '--recursive', '--files-only', `store:${bucket}`]).split('\n');
    return lines.filter((line) => line !== '').sort();
  }

  /** Deletes an object. */
  public remove(bucket: string, path: string): void {
    this.rclone(['deletefile', `store:${bucket}/${path}`]);
  }

  /** Turns one bit of a stored object, as a bad disk does: its size, time and ETag stay. */
  public flipByte(bucket: string, path: string, at = 0): void {
    const file = this.fileOf(bucket, path);
    const content = readFileSync(file);
    content[at] ^= 1;
    writeFileSync(file, content);
  }

  /** Runs rclone with this server as the remote `store`, and returns what it printed. */
  public rclone(args: string[]): string {
    const remote = {
      RCLONE_CONFIG: '/dev/null',
      RCLONE_CONFIG_STORE_TYPE: 's3',
      RCLONE_CONFIG_STORE_PROVIDER: 'Other',
      RCLONE_CONFIG_STORE_ENDPOINT: this.endpoint,
      RCLONE_CONFIG_STORE_ACCESS_KEY_ID: this.accessKeyId,
      RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: this.secretAccessKey,
    };
    return execFileSync(goTool('rclone'), args, { encoding: 'utf8', env: remote });
  }

  public async stop(): Promise<void> {
    process.removeListener('exit', this.endChild);
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private fileOf(bucket: string, path: string): string {
    return join(this.folder, 'buckets', bucket, path);
  }

  private async answers(): Promise<void> {
    for (let attempt = 0; attempt < 600 && this.child.exitCode === null; attempt += 1) {
      const answer = await fetch(this.endpoint).catch(() => undefined);
      if (answer !== undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.stop();
    throw new Error(`the object store does not answer\n${this.log.slice(-3000)}`);
  }
}

/** Writes files below a directory. */
export function writeFiles(directory: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
