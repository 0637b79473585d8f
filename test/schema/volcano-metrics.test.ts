import { get } from 'node:http';
import { metricsIn, VERIFIED } from '../monitoring/metrics';
import { alertOf, watched } from '../monitoring/support';
import { bundleManifests } from '../support/program';
import { blueprintOf, manifestsOf } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { applyModuleCrds } from '../support/definitions';
import { freePort } from '../support/free-port';

jest.setTimeout(600_000);

/** What the rules count on, asked of the real scheduler with the configuration of the library. */
const { stack, cluster } = watched();
cluster.queues.add('research', { pool: cluster.pools.all()[0], deservedDevices: 8 });
const ALERTS = manifestsOf(stack)['PrometheusRule/ai-cloud'];
const QUEUES: any[] = bundleManifests(blueprintOf(stack)).filter(({ kind }) => kind === 'Queue');

let controlPlane: TestControlPlane;
let port: number;

beforeAll(async () => {
  port = await freePort();
  controlPlane = await TestControlPlane.start();
  await applyModuleCrds(controlPlane, 'volcano');
  const nodes = [{ name: 'n0', labels: { 'acme.com/pool': 'h800' }, capacity: { 'nvidia.com/gpu': '8', cpu: '64' } }];
  await controlPlane.call('addNodes', { nodes });
  await controlPlane.call('startVolcano', {
    schedulerConfigYaml: cluster.schedulerConfiguration,
    schedulerArgs: ['--enable-metrics=true', `--listen-address=127.0.0.1:${port}`],
    admission: false,
  });
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'waits', namespace: 'default', annotations: { 'scheduling.volcano.sh/queue-name': 'research' } },
    spec: {
      schedulerName: 'volcano',
      containers: [
        { name: 'c', image: 'x:1', resources: { limits: { 'nvidia.com/gpu': '4', cpu: '1', memory: '1Gi' } } },
      ],
    },
  };
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...QUEUES, pod] });
  controlPlane.kubectl(['apply', '--server-side', '-f', '-'], list);
});
afterAll(async () => {
  await controlPlane?.stop();
});

function scrape(): Promise<string> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/metrics' }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text));
    }).on('error', () => resolve(''));
  });
}

/** The metrics, once they say something. */
async function metrics(says: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const text = await scrape();
    if (says.test(text)) return text;
    await new Promise((done) => setTimeout(done, 500));
  }
  return scrape();
}

const REQUEST = /^volcano_queue_request_scalar_resources\{queue_name="research",resource="nvidia\.com\/gpu"\} (\S+)$/m;

test('the scheduler tells every metric that rules and dashboards read', async () => {
  const text = await metrics(REQUEST);
  const told = new Set([...text.matchAll(/^([a-z0-9_]+)(?:\{|\s)/gm)].map(([, name]) => name));
  expect(VERIFIED['volcano scheduler'].names.filter((name) => !told.has(name))).toStrictEqual([]);
});

test('devices of queues are counted in thousandths', async () => {
  expect(REQUEST.exec(await metrics(REQUEST))?.[1]).toBe('4000');
  const deserved =
    /^volcano_queue_deserved_scalar_resources\{queue_name="research",resource="nvidia\.com\/gpu"\} (\S+)$/m;
  expect(Number(deserved.exec(await metrics(deserved))?.[1])).toBe(8000);
});

test('every plugin of the configuration is seen, so that its absence is', async () => {
  const { expr } = alertOf(ALERTS, 'AiCloudSchedulerConfigurationNotLoaded');
  expect(metricsIn(expr)).toContain('volcano_plugin_scheduling_latency_milliseconds_count');
  const wanted = /plugin=~"([^"]+)"/.exec(expr)![1].split('|');
  const text = await metrics(/plugin_scheduling_latency_milliseconds_count/);
  const seen = [...text.matchAll(/^volcano_plugin_scheduling_latency_milliseconds_count\{.*plugin="([^"]+)"/gm)];
  expect(wanted.filter((plugin) => !seen.some(([, name]) => name === plugin))).toStrictEqual([]);
});
