import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { TestControlPlane } from './control-plane';
import { goTool } from './go-tool';

/** Asks for pods that read a cache where it is, which is what our pods carry. */
const HOOK = 'fuse.serverful.fluid.io';

interface WebhookServer {
  readonly port: number;
  readonly certDir: string;
}

/** Starts the plugins of Fluid that change pods, with the profile that the chart gives them under these values. */
export async function startFluidAdmission(controlPlane: TestControlPlane, values: object): Promise<void> {
  const chart = await controlPlane.call<string>('chartFolder', { name: 'fluid' });
  const rendered = controlPlane.helm(['template', 'fluid', chart, '--values', '-'], JSON.stringify(values));
  const objects = parseAllDocuments(rendered).map((document) => document.toJS());
  const find = (kind: string, name: string): any =>
    objects.find((object) => object?.kind === kind && object.metadata.name === name);
  const configuration = find('MutatingWebhookConfiguration', 'fluid-pod-admission-webhook');
  const webhooks: any[] = configuration.webhooks.filter((webhook: { name: string }) => webhook.name === HOOK);

  const name = 'fluid-admission';
  const server = await controlPlane.call<WebhookServer>('reserveWebhookServer', { name });
  const profile = join(server.certDir, 'plugins.profile');
  writeFileSync(profile, find('ConfigMap', 'webhook-plugins').data['pluginsProfile']);
  await controlPlane.call('runProgram', {
    name,
    command: goTool(name),
    args: [
      `--port=${server.port}`,
      `--cert-dir=${server.certDir}`,
      `--profile=${profile}`,
      `--path=${webhooks[0].clientConfig.service.path}`,
    ],
  });
  await controlPlane.call('listening', { name, port: server.port });
  const manifests = [{ ...configuration, metadata: { name }, webhooks }];
  const items = await controlPlane.call('pointWebhooks', { manifests, server });
  controlPlane.kubectl(
    ['apply', '--server-side', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  );
}
