import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';
import { TestControlPlane } from './control-plane';

interface Answer {
  readonly status: number;
  readonly body: any;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** How an object is applied. */
export interface ApplyOptions {
  readonly dryRun?: boolean;
}

/**
 * Server-side apply with strict field validation, as `kubectl apply --server-side --validate=strict` asks for it, but
 * without a process and a look at all definitions for each call.
 */
export class Applier {
  private readonly url: string;
  private readonly token: string;
  private readonly agent: Agent;
  private readonly resources = new Map<string, Promise<Resource[]>>();

  constructor(controlPlane: TestControlPlane) {
    const { clusters, users } = parse(readFileSync(controlPlane.kubeconfig, 'utf8'));
    const [{ cluster }] = clusters;
    this.url = cluster.server;
    this.token = users[0].user.token;
    this.agent = new Agent({ keepAlive: true, ca: Buffer.from(cluster['certificate-authority-data'], 'base64') });
  }

  /** Applies objects in their order; what the server says of the first that it refuses, or nothing. */
  public async apply(manifests: any[], options: ApplyOptions = {}): Promise<string> {
    for (const manifest of manifests) {
      const said = await this.applyOne(manifest, options);
      if (said !== '') return said;
    }
    return '';
  }

  /** Takes objects away, the last one first; those that are not there are left. */
  public async remove(manifests: any[]): Promise<void> {
    for (const manifest of [...manifests].reverse()) {
      const path = await this.pathTo(manifest);
      if (path !== undefined) await this.removeOne(path);
    }
  }

  public close(): void {
    this.agent.destroy();
  }

  /** Volcano's webhook still sees the children of a queue for a moment after they are gone. */
  private async removeOne(path: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const { status, body } = await this.ask('DELETE', path);
      if (status < 300 || status === 404) return;
      if (attempt === 40 || !/child queues/.test(body.message)) throw new Error(`${path}: ${body.message}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  private async applyOne(manifest: any, { dryRun = false }: ApplyOptions): Promise<string> {
    const { apiVersion, kind, metadata } = manifest;
    const target = await this.pathTo(manifest);
    if (target === undefined) return `no matches for kind "${kind}" in version "${apiVersion}"`;
    const query = `fieldManager=test&force=true&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    const { status, body } = await this.ask('PATCH', `${target}?${query}`, JSON.stringify(manifest));
    return status < 300 ? '' : `${kind}/${metadata.name}: ${body.message ?? JSON.stringify(body)}`;
  }

  /** Undefined when the server does not know the kind. */
  private async pathTo({ apiVersion, kind, metadata }: any): Promise<string | undefined> {
    const resource = (await this.resourcesOf(apiVersion)).find((r) => r.kind === kind && !r.name.includes('/'));
    if (resource === undefined) return undefined;
    const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${pathOf(apiVersion)}${scope}/${resource.name}/${metadata.name}`;
  }

  private resourcesOf(apiVersion: string): Promise<Resource[]> {
    const known = this.resources.get(apiVersion);
    if (known !== undefined) return known;
    const asked = this.ask('GET', pathOf(apiVersion)).then(({ body }) => (body.resources ?? []) as Resource[]);
    this.resources.set(apiVersion, asked);
    return asked;
  }

  private ask(method: string, path: string, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = {
        Accept: 'application/json',
        Authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/apply-patch+yaml' }),
      };
      const sent = request(`${this.url}${path}`, { method, headers, agent: this.agent }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: asJson(text) }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function pathOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function asJson(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
