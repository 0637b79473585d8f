import type { ApiClient, Manifest } from '../../control-plane/index.js';

/** Where a kind lives in the API. */
interface Resource {
  readonly plural: string;
  readonly namespaced: boolean;
}

interface ResourceList {
  readonly resources?: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

/** A CustomResourceDefinition, as far as it is read here. */
export interface CustomResourceDefinition extends Manifest {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served?: boolean }[];
  };
}

/** Tells a definition from other objects. */
export function isDefinition(manifest: Manifest): manifest is CustomResourceDefinition {
  return manifest.kind === 'CustomResourceDefinition' && manifest.apiVersion.startsWith('apiextensions.k8s.io/');
}

/** The kinds that the API server knows; asked once per group and version, and told of new definitions. */
export class Kinds {
  private readonly known = new Map<string, Resource>();
  private readonly asked = new Map<string, Promise<void>>();

  constructor(private readonly api: ApiClient) {}

  /** Remembers the kinds of an established definition. */
  learn(definition: CustomResourceDefinition): void {
    const { group, names, scope, versions } = definition.spec;
    for (const { name, served } of versions) {
      if (served === false) continue;
      this.known.set(key(`${group}/${name}`, names.kind), {
        plural: names.plural,
        namespaced: scope === 'Namespaced',
      });
    }
  }

  /** Whether a kind is served, and whether its objects have a namespace; undefined when it is unknown. */
  async find(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const found = this.known.get(key(apiVersion, kind));
    if (found) return found;
    if (!this.asked.has(apiVersion)) this.asked.set(apiVersion, this.ask(apiVersion));
    await this.asked.get(apiVersion);
    return this.known.get(key(apiVersion, kind));
  }

  /** The path of an object; undefined when its kind is unknown. */
  async pathOf(manifest: Manifest): Promise<string | undefined> {
    const resource = await this.find(manifest.apiVersion, manifest.kind);
    if (!resource) return undefined;
    const { name, namespace } = manifest.metadata ?? {};
    const scope = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace ?? 'default')}` : '';
    return `${root(manifest.apiVersion)}${scope}/${resource.plural}/${encodeURIComponent(name ?? '')}`;
  }

  private async ask(apiVersion: string): Promise<void> {
    const { status, body } = await this.api.request('GET', root(apiVersion));
    if (status !== 200) {
      this.asked.delete(apiVersion);
      return;
    }
    for (const { name, kind, namespaced } of (body as ResourceList).resources ?? []) {
      if (!name.includes('/')) this.known.set(key(apiVersion, kind), { plural: name, namespaced });
    }
  }
}

function root(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function key(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`;
}
