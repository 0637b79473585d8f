import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { TestControlPlane } from './control-plane';
import { GoTool, goTool } from './go-tool';

/** Where a webhook server listens and what the API server trusts. */
interface WebhookServer {
  readonly port: number;
  readonly certDir: string;
  readonly baseUrl: string;
  readonly caBundle: string;
}

/** How one upstream controller is run as a process beside the control plane, and the webhooks it answers. */
interface Controller {
  readonly tool: GoTool;
  readonly group: string;
  readonly arguments: (server: WebhookServer, folder: string) => string[];
  /** Environment; by default that of the control plane alone. */
  readonly environment?: (folder: string) => Record<string, string>;
  readonly webhooks: (controlPlane: TestControlPlane) => Promise<string>;
}

const CONTROLLERS: Controller[] = [
  {
    tool: 'jobset',
    group: 'jobset.x-k8s.io',
    arguments: (server, folder) => [
      `--config=${configuration(folder, {
        apiVersion: 'config.jobset.x-k8s.io/v1alpha1',
        kind: 'Configuration',
        internalCertManagement: { enable: false },
        leaderElection: { leaderElect: false },
        webhook: { host: '127.0.0.1', port: server.port, certDir: server.certDir },
        metrics: { bindAddress: '0' },
        health: { healthProbeBindAddress: '0' },
      })}`,
    ],
    webhooks: (controlPlane) => renderChart(controlPlane, 'jobset'),
  },
  {
    tool: 'kubeflow-trainer',
    group: 'trainer.kubeflow.org',
    arguments: (server, folder) => [
      `--config=${configuration(folder, {
        apiVersion: 'config.trainer.kubeflow.org/v1alpha1',
        kind: 'Configuration',
        certManagement: { enable: false },
        leaderElection: { leaderElect: false },
        webhook: { host: '127.0.0.1', port: server.port },
        metrics: { bindAddress: '0', secureServing: false },
        health: { healthProbeBindAddress: '0' },
      })}`,
    ],
    // It takes no folder of certificates: they are where every controller-runtime looks, below the temporary folder.
    environment: (folder) => ({ TMPDIR: folder }),
    webhooks: async (controlPlane) =>
      readFileSync(
        join(
          await controlPlane.call<string>('moduleFolder', { upstream: 'kubeflowTrainer' }),
          'manifests/base/webhook/manifests.yaml',
        ),
        'utf8',
      ),
  },
  {
    tool: 'spark-admission',
    group: 'sparkoperator.k8s.io',
    arguments: (server) => [`--port=${server.port}`, `--cert-dir=${server.certDir}`],
    webhooks: (controlPlane) => renderChart(controlPlane, 'spark-operator'),
  },
];

/** KServe's controller of local models. It acts on what it admits, so that tests ask for it by itself. */
const LOCAL_MODELS: Controller = {
  tool: 'kserve-localmodel',
  group: 'serving.kserve.io',
  arguments: (server) => [`--webhook-port=${server.port}`, '--metrics-addr=0', '--health-probe-addr=0'],
  environment: (folder) => ({ TMPDIR: folder, POD_NAMESPACE: 'kserve' }),
  webhooks: (controlPlane) => renderChart(controlPlane, 'kserve-localmodel-resources'),
};

/**
 * Starts KServe's controller of local models with the configuration that the chart of KServe makes of some values. Its
 * definitions and the namespace `kserve` must be there.
 */
export async function startLocalModels(controlPlane: TestControlPlane, kserveValues: object): Promise<void> {
  const folder = await controlPlane.call<string>('chartFolder', { name: 'kserve-resources' });
  const args = ['template', 'kserve', folder, '--namespace', 'kserve', '--values', '-'];
  const configuration = parseAllDocuments(controlPlane.helm(args, JSON.stringify(kserveValues)))
    .map((document) => document.toJS())
    .find((object) => object?.kind === 'ConfigMap' && object.metadata.name === 'inferenceservice-config');
  controlPlane.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(configuration));
  await startController(controlPlane, LOCAL_MODELS);
}

/** Starts the real controllers whose groups are named; their definitions must be installed. */
export async function startControllers(controlPlane: TestControlPlane, groups: Set<string>): Promise<void> {
  for (const controller of CONTROLLERS.filter(({ group }) => groups.has(group))) {
    await startController(controlPlane, controller);
  }
}

async function startController(controlPlane: TestControlPlane, controller: Controller): Promise<void> {
  const name: string = controller.tool;
  const server = await controlPlane.call<WebhookServer>('reserveWebhookServer', {
    name: `${name}/k8s-webhook-server/serving-certs`,
  });
  const folder = join(server.certDir, '..', '..');
  await controlPlane.call('runProgram', {
    name,
    command: goTool(controller.tool),
    args: controller.arguments(server, folder),
    env: controller.environment?.(folder),
  });
  await controlPlane.call('listening', { name, port: server.port });
  const manifests = webhookConfigurations(name, controller.group, await controller.webhooks(controlPlane));
  const pointed = await controlPlane.call('pointWebhooks', { manifests, server });
  controlPlane.kubectl(
    ['apply', '--server-side', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pointed }),
  );
}

/** The webhook configurations in a YAML text, less webhooks for Pods and other kinds of Kubernetes itself. */
function webhookConfigurations(name: string, group: string, text: string): any[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((object) => /^(Mutating|Validating)WebhookConfiguration$/.test(object?.kind))
    .map((object) => ({
      ...object,
      metadata: { name: `${name}-${object.kind.startsWith('Mutating') ? 'mutating' : 'validating'}` },
      webhooks: object.webhooks.filter((webhook: any) =>
        webhook.rules.every((rule: any) => rule.apiGroups.includes(group)),
      ),
    }));
}

async function renderChart(controlPlane: TestControlPlane, chart: string): Promise<string> {
  const folder = await controlPlane.call<string>('chartFolder', { name: chart });
  return controlPlane.helm(['template', chart, folder, '--namespace', chart]);
}

function configuration(folder: string, content: object): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'configuration.yaml');
  writeFileSync(file, JSON.stringify(content));
  return file;
}
