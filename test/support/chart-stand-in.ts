import { join } from 'node:path';
import { TestControlPlane } from './control-plane';

const DROP_WEBHOOKS = join(__dirname, 'drop-webhooks.mjs');
const AWAIT_DEFINITIONS = join(__dirname, 'await-definitions.mjs');

/**
 * Puts real Helm in the place of the HashiCorp Helm provider, which cannot be built from a Go module: each
 * `helm_release` becomes a `terraform_data` under the same address rules, which installs the same chart with the same
 * values and uninstalls it on destroy. A chart whose folder is not at hand installs nothing.
 */
export async function withHelmCommands(configuration: any, controlPlane: TestControlPlane): Promise<any> {
  const releases: Record<string, any> = configuration.resource.helm_release ?? {};
  const standIns: Record<string, any> = {};
  for (const [id, release] of Object.entries(releases)) {
    const folder = await controlPlane.call<string | null>('chartFolder', { name: release.chart });
    standIns[standInId(id)] = {
      input: { name: release.name, namespace: release.namespace, values: release.values[0] },
      depends_on: release.depends_on,
      provisioner: folder === null ? undefined : provisioners(controlPlane, folder),
    };
  }
  const { helm_release: _releases, ...resource } = configuration.resource;
  const { helm: _helm, ...providers } = configuration.terraform.required_providers;
  const { helm: _provider, ...provider } = configuration.provider;
  const text = JSON.stringify({
    ...configuration,
    provider,
    terraform: { ...configuration.terraform, required_providers: providers },
    resource: { ...resource, terraform_data: { ...resource.terraform_data, ...standIns } },
  });
  return JSON.parse(
    text.replace(/"helm_release\.([^"]+)"/g, (_all, id: string) => `"terraform_data.${standInId(id)}"`),
  );
}

function standInId(id: string): string {
  return `chart_${id}`;
}

function provisioners(controlPlane: TestControlPlane, folder: string): any[] {
  const environment = { KUBECONFIG: controlPlane.kubeconfig, VALUES: '${self.input.values}' };
  const release = '${self.input.name} --namespace ${self.input.namespace}';
  return [
    {
      'local-exec': {
        command: [
          `printf '%s' "$VALUES" | ${controlPlane.helmPath} upgrade --install ${release} --no-hooks`,
          `--post-renderer ${DROP_WEBHOOKS} --values - ${folder}`,
          `&& ${AWAIT_DEFINITIONS} ${controlPlane.kubectlPath}`,
        ].join(' '),
        environment,
        quiet: true,
      },
    },
    {
      'local-exec': {
        when: 'destroy',
        command: `${controlPlane.helmPath} uninstall ${release} --no-hooks --wait --ignore-not-found`,
        environment: { KUBECONFIG: controlPlane.kubeconfig },
        quiet: true,
      },
    },
  ];
}
