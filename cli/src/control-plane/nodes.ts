import type { ApiClient, ApiResponse } from './api-client.js';
import { refusal } from './api-client.js';
import { CliFailure } from './failure.js';
import { KUBELET_ALIVE, KUBELET_LABEL } from './processes.js';
import type { Manifest, NodeSpec } from './types.js';

const PARALLEL = 24;

/** What a node offers when its specification does not say. */
const DEFAULT_CAPACITY = { cpu: '64', memory: '512Gi', 'ephemeral-storage': '1Ti', pods: '110' };

/** The Node object of a simulated node, healthy from the start. */
export function nodeManifest(spec: NodeSpec, kubernetesVersion: string): Manifest {
  const capacity = { ...DEFAULT_CAPACITY, ...spec.capacity };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: spec.name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': spec.name,
        'kubernetes.io/os': 'linux',
        ...spec.labels,
        [KUBELET_LABEL]: KUBELET_ALIVE,
      },
      annotations: { ...spec.annotations, 'kwok.x-k8s.io/node': 'fake' },
    },
    spec: { taints: spec.taints ?? [] },
    status: {
      capacity,
      allocatable: { ...capacity, ...spec.allocatable },
      addresses: [{ type: 'Hostname', address: spec.name }],
      conditions: [
        condition('Ready', 'True', 'KubeletReady'),
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://2.1.0',
        kernelVersion: '6.8.0',
        kubeProxyVersion: kubernetesVersion,
        kubeletVersion: kubernetesVersion,
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'simulated',
        systemUUID: '',
      },
      phase: 'Running',
    },
  };
}

function condition(type: string, status: string, reason: string): object {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return { type, status, reason, message: 'simulated', lastHeartbeatTime: now, lastTransitionTime: now };
}

/** Creates Node objects, many at a time; fails with the first one refused. */
export async function createNodes(api: ApiClient, manifests: readonly Manifest[], signal?: AbortSignal): Promise<void> {
  const queue = [...manifests];
  const worker = async (): Promise<void> => {
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
      const response = await api.request('POST', '/api/v1/nodes', { body: node, signal });
      expectStatus(response, node.metadata?.name ?? '', [201]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, queue.length) }, worker));
}

function expectStatus(response: ApiResponse, name: string, wanted: readonly number[]): void {
  if (wanted.includes(response.status)) return;
  throw new CliFailure({
    code: 'AIC-6011',
    where: `Node/${name}`,
    what: 'the API server refused to create or change a simulated node',
    got: refusal(response),
    fix: 'Correct the pool that the node stands for, or the name of the node.',
  });
}

/** Names of nodes that are not Ready or that still carry the taint of a node that is not. */
export async function unreadyNodes(api: ApiClient, wanted: ReadonlySet<string>): Promise<string[]> {
  const { body } = await api.request('GET', '/api/v1/nodes?resourceVersion=0');
  const { items } = body as { items: NodeView[] };
  const ready = new Set(items.filter(isReady).map((node) => node.metadata.name));
  return [...wanted].filter((name) => !ready.has(name));
}

interface NodeView {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly taints?: readonly { readonly key: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function isReady(node: NodeView): boolean {
  const ready = node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  return ready && !node.spec.taints?.some(({ key }) => key.startsWith('node.kubernetes.io/not-ready'));
}

/** Sets the label that tells KWOK whether to play the kubelet of a node. */
export async function setKubelet(api: ApiClient, name: string, value: string): Promise<void> {
  const response = await api.request('PATCH', `/api/v1/nodes/${encodeURIComponent(name)}`, {
    contentType: 'application/merge-patch+json',
    body: { metadata: { labels: { [KUBELET_LABEL]: value } } },
  });
  expectStatus(response, name, [200]);
}

/** Deletes a Node object. */
export async function deleteNode(api: ApiClient, name: string): Promise<void> {
  const response = await api.request('DELETE', `/api/v1/nodes/${encodeURIComponent(name)}`);
  expectStatus(response, name, [200, 404]);
}
