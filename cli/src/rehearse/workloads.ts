import { setTimeout as sleep } from 'node:timers/promises';

import type { ApplyContext } from './objects/apply.js';

/** What became of the pods of Deployments, DaemonSets and StatefulSets. */
export interface WorkloadsResult {
  readonly workloads: number;
  readonly ready: number;
  /** Whose pods the API server refuses, with the reason. */
  readonly refused: readonly { readonly workload: string; readonly reason: string }[];
  /** Whose pods exist but wait, such as for a volume that nobody provides here. */
  readonly waiting: readonly string[];
}

interface Workload {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly replicas?: number };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly currentNumberScheduled?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

interface State {
  readonly name: string;
  readonly kind: string;
  readonly namespace: string;
  readonly wanted: number;
  readonly made: number;
  readonly ready: number;
}

const KINDS = { ReplicaSet: 'replicasets', DaemonSet: 'daemonsets', StatefulSet: 'statefulsets' };
const LONGEST_MS = 20_000;
const QUIET_MS = 4_000;
const POLL_MS = 500;

/** Waits until the pods of all workloads run, or nothing changes any more. */
export async function watchWorkloads(context: ApplyContext): Promise<WorkloadsResult> {
  let states = await readStates(context);
  let seen = '';
  let since = Date.now();
  for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; states = await readStates(context)) {
    const unready = JSON.stringify(states.filter(isUnready));
    if (unready === '[]' || (unready === seen && Date.now() - since > QUIET_MS)) break;
    if (unready !== seen) since = Date.now();
    seen = unready;
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
  const unready = states.filter(isUnready);
  const reasons = unready.length > 0 ? await refusals(context) : new Map<string, string>();
  const reasonOf = ({ kind, namespace, name }: State): string | undefined =>
    reasons.get(`${kind}/${namespace}/${name}`);
  return {
    workloads: states.length,
    ready: states.length - unready.length,
    refused: unready
      .filter((state) => state.made < state.wanted && reasonOf(state) !== undefined)
      .map((state) => ({ workload: nameOf(state), reason: reasonOf(state)! })),
    waiting: unready.filter((state) => state.made >= state.wanted || reasonOf(state) === undefined).map(nameOf),
  };
}

function isUnready({ ready, wanted }: State): boolean {
  return ready < wanted;
}

function nameOf({ kind, namespace, name }: State): string {
  return `${kind}/${namespace}/${name}`;
}

async function readStates({ api, signal }: ApplyContext): Promise<State[]> {
  const lists = await Promise.all(
    Object.entries(KINDS).map(async ([kind, plural]) => {
      const { body } = await api.request('GET', `/apis/apps/v1/${plural}`, { signal });
      return (body as { items: Workload[] }).items.map((workload) => stateOf(kind, workload));
    }),
  );
  return lists.flat().filter(({ wanted }) => wanted > 0);
}

function stateOf(kind: string, { metadata, spec, status }: Workload): State {
  const { name, namespace } = metadata;
  if (kind === 'DaemonSet') {
    const { desiredNumberScheduled = 0, currentNumberScheduled = 0, numberReady = 0 } = status ?? {};
    return { kind, name, namespace, wanted: desiredNumberScheduled, made: currentNumberScheduled, ready: numberReady };
  }
  const { replicas = 0, readyReplicas = 0 } = status ?? {};
  return { kind, name, namespace, wanted: spec.replicas ?? 1, made: replicas, ready: readyReplicas };
}

interface Event {
  readonly involvedObject: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly message?: string;
}

/** Why controllers could not create pods. */
async function refusals({ api, signal }: ApplyContext): Promise<Map<string, string>> {
  const { body } = await api.request('GET', '/api/v1/events?fieldSelector=reason%3DFailedCreate', { signal });
  return new Map(
    ((body as { items?: Event[] }).items ?? []).map(({ involvedObject: { kind, namespace, name }, message }) => [
      `${kind}/${namespace}/${name}`,
      message ?? 'FailedCreate',
    ]),
  );
}
