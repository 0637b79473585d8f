import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestControlPlane } from './control-plane';

const DROP_WEBHOOKS = join(__dirname, 'drop-webhooks.mjs');

/** The releases of a Terraform configuration, driven by the real Helm in the order that Terraform would take. */
export class HelmReleases {
  public static async of(configuration: any, folder: string, controlPlane: TestControlPlane): Promise<HelmReleases> {
    const releases: Record<string, any> = configuration.resource.helm_release;
    const charts = new Map<string, string | null>();
    for (const [id, release] of Object.entries(releases)) {
      const isBundle = release.repository === undefined;
      charts.set(
        id,
        isBundle
          ? join(folder, release.chart)
          : await controlPlane.call<string | null>('chartFolder', { name: release.chart }),
      );
    }
    return new HelmReleases(releases, charts, folder, controlPlane);
  }

  private constructor(
    private readonly releases: Record<string, any>,
    private readonly charts: Map<string, string | null>,
    private readonly folder: string,
    private readonly controlPlane: TestControlPlane,
  ) {}

  /** Installs or upgrades each release; returns the revision of each. */
  public install(): Record<string, number> {
    const revisions: Record<string, number> = {};
    for (const id of this.order()) {
      const release = this.releases[id];
      const chart = this.charts.get(id);
      if (chart === null || chart === undefined) continue;
      const output = this.controlPlane.helm(
        ['upgrade', '--install', release.name, chart, '--namespace', release.namespace, '--no-hooks'].concat([
          '--post-renderer',
          DROP_WEBHOOKS,
          '--output',
          'json',
          '--values',
          '-',
        ]),
        this.values(release.values[0]),
      );
      revisions[id] = JSON.parse(output).version;
    }
    return revisions;
  }

  /** As Terraform reads them: from a file, or as a template. */
  private values(text: string): string {
    const [, file] = /^\$\{file\("\$\{path\.module\}\/(.+)"\)\}$/.exec(text) ?? [];
    return file === undefined ? literal(text) : readFileSync(join(this.folder, file), 'utf8');
  }

  public uninstall(): void {
    for (const id of this.order().reverse()) {
      const { name, namespace } = this.releases[id];
      if (this.charts.get(id) === null) continue;
      this.controlPlane.helm([
        'uninstall',
        name,
        '--namespace',
        namespace,
        '--no-hooks',
        '--wait',
        '--ignore-not-found',
      ]);
    }
  }

  private order(): string[] {
    const sorted: string[] = [];
    const visit = (id: string): void => {
      if (sorted.includes(id)) return;
      const before: string[] = this.releases[id].depends_on ?? [];
      before
        .filter((address) => address.startsWith('helm_release.'))
        .forEach((address) => visit(address.split('.')[1]));
      sorted.push(id);
    };
    Object.keys(this.releases).sort().forEach(visit);
    return sorted;
  }
}

/** The value as Terraform hands it to Helm, for values without expressions. */
function literal(template: string): string {
  return template.replace(/([$%])\1\{/g, '$1{');
}
