import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformStack } from 'cdktf';
import { Duration, IPool, Notebook, NotebookProps, Registries, Size } from '../../lib';
import { FABRIC, pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';
import { bundlesOf, manifestsOf, terraformOf, testStack } from '../harness';
import { DIGEST } from './training-fixture';

interface Wishes extends Partial<NotebookProps> {
  readonly on?: Partial<IPool>;
  readonly registries?: Registries;
}

function made({ on, registries, ...props }: Wishes = {}): { stack: TerraformStack; notebook: Notebook } {
  const stack = testStack();
  const cluster = new SchedulingOnly(stack, {}, registries);
  const queue = cluster.queues.add('research', { pool: pool('h800', on), deservedDevices: 64 });
  const notebook = new Notebook(stack, 'Explore', {
    queue,
    image: DIGEST,
    devices: { devices: 1 },
    token: { secretName: 'explore', key: 'token' },
    ...props,
  });
  return { stack, notebook };
}

const setOf = (wishes: Wishes = {}): any => manifestsOf(made(wishes).stack)['StatefulSet/notebook-explore'];
const podOf = (wishes: Wishes = {}): any => setOf(wishes).spec.template.spec;
const containerOf = (wishes: Wishes = {}): any => podOf(wishes).containers[0];
const watcherOf = (wishes: Wishes = {}): any => podOf(wishes).initContainers[0];
const valueOf = (container: any, name: string): any => container.env.find((e: any) => e.name === name);

describe('a notebook', () => {
  test('waits in its queue for its part of the devices', () => {
    const { template } = setOf().spec;
    expect(template.metadata.annotations).toStrictEqual({ 'scheduling.volcano.sh/queue-name': 'research' });
    expect(template.spec).toMatchObject({
      schedulerName: 'volcano',
      priorityClassName: 'ai-cloud-training-within-1h',
      nodeSelector: { 'acme.com/pool': 'h800' },
    });
    expect(containerOf().resources.limits).toStrictEqual({ cpu: '20', memory: '205Gi', 'nvidia.com/gpu': '1' });
  });

  test('is JupyterLab, or the program that it is given', () => {
    expect(containerOf().command.slice(0, 4)).toStrictEqual(['jupyter', 'lab', '--ip=0.0.0.0', '--port=8888']);
    expect(containerOf({ command: ['start.sh'] }).command).toStrictEqual(['start.sh']);
  });

  test('is opened with a token that stands in a Secret', () => {
    const token = { name: 'JUPYTER_TOKEN', valueFrom: { secretKeyRef: { name: 'explore', key: 'token' } } };
    expect([containerOf(), watcherOf()].map((c) => valueOf(c, 'JUPYTER_TOKEN'))).toStrictEqual([token, token]);
  });

  test('keeps its home, of 20 GiB unless it says otherwise', () => {
    expect(setOf().spec.volumeClaimTemplates[0].spec.resources.requests).toStrictEqual({ storage: '20Gi' });
    const large = setOf({ homeSize: Size.gibibytes(200) });
    expect(large.spec.volumeClaimTemplates[0].spec.resources.requests).toStrictEqual({ storage: '200Gi' });
    expect(containerOf().volumeMounts.at(-1)).toStrictEqual({ name: 'home', mountPath: '/home/jovyan' });
  });

  test('leaves the number of its pods to those who stop and start it', () => {
    expect(Object.keys(setOf().spec)).not.toContain('replicas');
  });

  test('is stopped after an hour in which nothing happens, unless it says otherwise', () => {
    expect(valueOf(watcherOf(), 'IDLE_SECONDS').value).toBe('3600');
    expect(valueOf(watcherOf({ idleAfter: Duration.minutes(30) }), 'IDLE_SECONDS').value).toBe('1800');
    expect(watcherOf().restartPolicy).toBe('Always');
  });

  test('may stop itself and nothing else, and only the container that watches may do so', () => {
    const objects = manifestsOf(made().stack);
    expect(objects['Role/notebook-explore'].rules).toStrictEqual([
      { apiGroups: ['apps'], resources: ['statefulsets/scale'], resourceNames: ['notebook-explore'], verbs: ['patch'] },
    ]);
    const { automountServiceAccountToken, serviceAccountName } = podOf();
    expect([automountServiceAccountToken, serviceAccountName]).toStrictEqual([false, 'notebook-explore']);
    const mounts = (container: any): string[] => container.volumeMounts.map((m: any) => m.name);
    expect([mounts(watcherOf()), mounts(containerOf())]).toStrictEqual([['credentials'], ['shared-memory', 'home']]);
  });

  test('is reached at its Service', () => {
    const { stack, notebook } = made({ notebookName: 'alice', namespace: 'labs' });
    const service = manifestsOf(stack)['Service/notebook-alice'];
    expect(service.spec).toStrictEqual({
      selector: { 'app.kubernetes.io/component': 'notebook', 'app.kubernetes.io/instance': 'alice' },
      ports: [{ name: 'http', port: 8888, targetPort: 8888 }],
    });
    expect(notebook.url).toBe('http://notebook-alice.labs.svc:8888');
    expect(Object.keys(bundlesOf(stack))).toContain('notebook-alice');
  });

  test('leaves the fabric of the pool to those who train', () => {
    expect(containerOf({ on: { fabric: FABRIC } }).resources).toStrictEqual(containerOf().resources);
    expect(made({ on: { fabric: FABRIC } }).notebook.namespace).toBe('training');
  });

  test('pulls what watches it through the mirror', () => {
    const registries = Registries.mirror('registry.acme.com/mirror', { pullSecretName: 'pull' });
    expect(watcherOf({ registries }).image).toMatch(/^registry\.acme\.com\/mirror\/.*curl:/);
    expect(podOf({ registries }).imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
  });

  test('is written the same way each time', () => {
    expect(terraformOf(made().stack)).toStrictEqual(terraformOf(made().stack));
  });

  test('fails when it would be stopped while somebody thinks', () => {
    expect(() => made({ idleAfter: Duration.minutes(1) })).toThrow(/AIC-2270 at .*Explore: .*got 1m/);
  });
});

/** What busybox calls curl, as far as the script uses it, with Node behind it. */
const CURL = `#!/usr/bin/env node
const args = process.argv.slice(2);
if (!args.includes('--max-time')) throw new Error('waits for ever for a server that hangs');
const value = (flag) => args.flatMap((word, i) => (word === flag ? [args[i + 1]] : []));
const headers = Object.fromEntries(value('-H').map((line) => line.split(': ')));
fetch(args.at(-1), { method: value('-X')[0] ?? 'GET', headers, body: value('-d')[0] })
  .then(async (answer) => { if (!answer.ok) process.exit(22); process.stdout.write(await answer.text()); })
  .catch(() => process.exit(7));
`;

describe('what watches it', () => {
  let folder: string;
  let server: Server;
  let requests: string[];
  let jupyter: { kernels: unknown[]; lastActivity: string };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-notebook-'));
    writeFileSync(join(folder, 'curl'), CURL);
    chmodSync(join(folder, 'curl'), 0o755);
    writeFileSync(join(folder, 'token'), 'of-the-account');
    writeFileSync(join(folder, 'ca.crt'), '');
    requests = [];
    server = createServer(
      (request, response) => void answer(request).then(([code, body]) => response.writeHead(code).end(body)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  async function answer(request: IncomingMessage): Promise<[number, string]> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    requests.push([request.method, request.url, request.headers.authorization, body].filter(Boolean).join(' '));
    if (request.method === 'PATCH') return [200, '{}'];
    if (request.headers.authorization !== 'token of-jupyter') return [403, ''];
    if (request.url?.startsWith('/api/kernels') === true) return [200, pythonJson(jupyter.kernels)];
    return [200, pythonJson({ started: '2026-01-01T00:00:00Z', last_activity: jupyter.lastActivity, kernels: 1 })];
  }

  /** Jupyter writes a blank after each colon and comma. */
  const pythonJson = (value: unknown): string =>
    JSON.stringify(value)
      .replace(/([:,])(["{[\d])/g, '$1 $2')
      .replace(/T(\d+): (\d+): /g, 'T$1:$2:');

  function environment(idleSeconds: number, token = 'of-jupyter'): { [name: string]: string } {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    return {
      PATH: `${folder}:${process.env.PATH}`,
      JUPYTER_TOKEN: token,
      IDLE_SECONDS: String(idleSeconds),
      PERIOD_SECONDS: '0.1',
      JUPYTER_URL: url,
      SCALE_URL: `${url}/apis/apps/v1/namespaces/labs/statefulsets/notebook-explore/scale`,
      CREDENTIALS: folder,
    };
  }

  /** Lets the script look a few times; what it printed. */
  function watch(idleSeconds: number, token?: string): Promise<string> {
    const env = environment(idleSeconds, token);
    return new Promise((resolve) => {
      const child = execFile('sh', ['-c', watcherOf().command[2]], { env }, (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      );
      const enough = (): boolean => requests.length >= 4 || requests.some((r) => r.startsWith('PATCH'));
      const timer = setInterval(() => enough() && (clearInterval(timer), child.kill()), 20);
    });
  }

  const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString().replace('Z', '123Z');

  test('stops a notebook that has been idle for long, as the account of the notebook', async () => {
    jupyter = { kernels: [{ id: '1', execution_state: 'idle' }], lastActivity: ago(4000) };
    expect(await watch(3600)).toMatch(/Nothing has happened for 40\d\d s: the notebook is stopped\./);
    expect(requests).toContain(
      'PATCH /apis/apps/v1/namespaces/labs/statefulsets/notebook-explore/scale Bearer of-the-account {"spec":{"replicas":0}}',
    );
  });

  test('asks without counting as something that happens', async () => {
    jupyter = { kernels: [], lastActivity: ago(10) };
    await watch(3600);
    expect(requests.slice(0, 2)).toStrictEqual([
      'GET /api/kernels?no_track_activity=1 token of-jupyter',
      'GET /api/status?no_track_activity=1 token of-jupyter',
    ]);
  });

  test.each<[string, () => typeof jupyter]>([
    ['that is in use', () => ({ kernels: [{ execution_state: 'idle' }], lastActivity: ago(60) })],
    [
      'whose kernel computes without a word',
      () => ({ kernels: [{ execution_state: 'busy' }], lastActivity: ago(9000) }),
    ],
    ['that does not say when it last did something', () => ({ kernels: [], lastActivity: 'never' })],
  ])('leaves a notebook alone %s', async (_title, state) => {
    jupyter = state();
    await watch(3600);
    expect(requests.length).toBeGreaterThanOrEqual(4);
    expect(requests.filter((r) => r.startsWith('PATCH'))).toStrictEqual([]);
  });

  test('ends at once when its pod does: it would hold the device for the whole grace period', async () => {
    jupyter = { kernels: [], lastActivity: ago(10) };
    const child = spawn('sh', ['-c', watcherOf().command[2]], {
      env: { ...environment(3600), PERIOD_SECONDS: '3' },
      stdio: 'ignore',
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
    child.kill('SIGTERM');
    // Without a trap it would be [null, 'SIGTERM'] here, and process 1 of a container would not hear it.
    expect(await ended).toStrictEqual([0, null]);
  });

  test('goes on when Jupyter does not answer yet', async () => {
    jupyter = { kernels: [], lastActivity: ago(9000) };
    await watch(3600, 'of-somebody-else');
    expect(requests.length).toBeGreaterThanOrEqual(4);
    expect(requests.filter((r) => r.startsWith('PATCH'))).toStrictEqual([]);
  });
});
