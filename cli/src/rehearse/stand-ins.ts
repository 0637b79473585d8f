import { setTimeout as sleep } from 'node:timers/promises';

import type { Manifest } from '../control-plane/index.js';
import { apply } from './objects/apply.js';
import type { ApplyContext } from './objects/apply.js';
import { inParallel } from './objects/parallel.js';
import { isDefinition } from './objects/rest.js';
import { objectName } from './objects/result.js';

/** What a real cluster has beside the program, and a rehearsal makes itself. */
export interface StandInsResult {
  /** Objects that pods name and nobody brings. */
  readonly objects: readonly string[];
  /** Claims, as `namespace/name`, that got a volume. */
  readonly volumes: readonly string[];
  /** API groups whose definitions the cluster has before the program. */
  readonly definitions?: readonly string[];
}

/** Claims say how much they want; a stand-in is never filled. */
const CLAIM_SIZE = '1Gi';
const POLL_MS = 300;

/**
 * Stands in for controllers and people who do not take part: runtime classes and claims that pods name and that nobody
 * brings are made, and claims that wait get a volume. Without them pods of a sound program would be refused or wait.
 */
export class StandIns {
  /** API groups whose definitions the cluster has before the program. */
  definitions: readonly string[] = [];

  private readonly own: ReadonlySet<string>;
  private readonly asked = new Map<string, Promise<void>>();
  private readonly made = new Set<string>();
  private readonly volumes = new Set<string>();
  private closed = false;

  constructor(
    private readonly context: ApplyContext,
    own: readonly Manifest[],
  ) {
    this.own = new Set(own.map(objectName));
  }

  /** Makes what pods of these objects name, unless the program or the release that they come with brings it. */
  async provideFor(manifests: readonly Manifest[], release: readonly Manifest[]): Promise<void> {
    const brought = new Set(release.map(objectName));
    const wanted = new Map(manifests.flatMap(namedBy).map((one) => [objectName(one), one]));
    const missing = [...wanted].filter(([name]) => !this.own.has(name) && !brought.has(name));
    await inParallel(missing, ([name, manifest]) => {
      if (!this.asked.has(name)) this.asked.set(name, this.provide(name, manifest));
      return this.asked.get(name)!;
    });
  }

  /** Gives volumes to claims that wait, until it is closed. */
  async provideVolumes(): Promise<void> {
    while (!this.closed && !this.context.signal.aborted) {
      // Claims that an API server which is too busy did not tell of are looked at again.
      await this.bindClaims().catch(() => undefined);
      await sleep(POLL_MS);
    }
  }

  close(): void {
    this.closed = true;
  }

  result(): StandInsResult {
    return {
      objects: [...this.made].sort(),
      volumes: [...this.volumes].sort(),
      ...(this.definitions.length === 0 ? {} : { definitions: this.definitions }),
    };
  }

  private async provide(name: string, manifest: Manifest): Promise<void> {
    const { api, kinds, signal } = this.context;
    const url = await kinds.pathOf(manifest);
    const { status } = await api.request('GET', url!, { signal });
    if (status !== 404) return;
    const { outcome } = await apply(this.context, manifest);
    if (outcome !== 'refused') this.made.add(name);
  }

  private async bindClaims(): Promise<void> {
    const { api, signal } = this.context;
    const { body } = await api.request('GET', '/api/v1/persistentvolumeclaims', { signal });
    const waiting = (body as { items: Claim[] }).items.filter(isWaiting);
    await inParallel(waiting, async (claim) => {
      const { outcome } = await apply(this.context, volumeFor(claim));
      if (outcome !== 'refused') this.volumes.add(`${claim.metadata.namespace}/${claim.metadata.name}`);
    });
  }
}

interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: {
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: { readonly [name: string]: string } };
    readonly storageClassName?: string;
    readonly volumeMode?: string;
    readonly volumeName?: string;
  };
  readonly status?: { readonly phase?: string };
}

function isWaiting({ spec, status }: Claim): boolean {
  return spec.volumeName === undefined && (status?.phase ?? 'Pending') === 'Pending';
}

/** A volume for this claim and no other. */
function volumeFor({ metadata: { name, namespace, uid }, spec }: Claim): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `rehearsal-${uid}` },
    spec: {
      capacity: { storage: spec.resources?.requests?.['storage'] ?? CLAIM_SIZE },
      accessModes: spec.accessModes ?? ['ReadWriteOnce'],
      ...(spec.volumeMode === undefined ? {} : { volumeMode: spec.volumeMode }),
      storageClassName: spec.storageClassName ?? '',
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      hostPath: { path: `/rehearsal/${namespace}/${name}` },
    },
  };
}

/** Runtime classes and claims that pods of an object name, wherever its templates stand. */
export function namedBy(manifest: Manifest): Manifest[] {
  if (isDefinition(manifest)) return [];
  return [...named(manifest, manifest.metadata?.namespace ?? 'default')];
}

function* named(value: unknown, namespace: string): Generator<Manifest> {
  if (Array.isArray(value)) {
    for (const element of value) yield* named(element, namespace);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) {
      if (key === 'runtimeClassName' && typeof field === 'string') yield runtimeClass(field);
      const claim = key === 'persistentVolumeClaim' ? (field as { claimName?: unknown } | null)?.claimName : undefined;
      if (typeof claim === 'string') yield claimOf(namespace, claim);
      yield* named(field, namespace);
    }
  }
}

function runtimeClass(name: string): Manifest {
  return { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name }, handler: name };
}

function claimOf(namespace: string, name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: CLAIM_SIZE } } },
  };
}
