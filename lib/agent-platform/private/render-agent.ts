import { Manifest } from '../../core/private/manifest-member';
import { SecretKeySelector } from '../../contracts/secret-key-selector';

const API_VERSION = 'kagent.dev/v1alpha2';
/** User and group that own the files of the Python runtime's image; it names its user by name, which kubelet cannot check. */
const RUNTIME_USER = 1001;

export interface ResolvedTool {
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly timeout: string;
  /** Sorted; empty for all. */
  readonly functions: string[];
  readonly headers: { [name: string]: SecretKeySelector };
}

export interface ResolvedAgent {
  readonly name: string;
  readonly namespace: string;
  readonly instructions: string;
  readonly description: string;
  readonly replicas: number;
  readonly model: string;
  readonly baseUrl: string;
  readonly apiKey: SecretKeySelector | undefined;
  readonly pullSecretName: string | undefined;
  /** Sorted by name. */
  readonly tools: ResolvedTool[];
}

/** The MCP server of one agent. Agent names hold no dot, so no two agents share a server by accident. */
export function serverName(agent: string, tool: string): string {
  return `${agent}.${tool}`;
}

export function renderModelConfig(agent: ResolvedAgent): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: 'ModelConfig',
    metadata: { name: agent.name, namespace: agent.namespace },
    spec: {
      provider: 'OpenAI',
      model: agent.model,
      openAI: { baseUrl: agent.baseUrl },
      ...(agent.apiKey === undefined
        ? {}
        : { apiKeySecret: agent.apiKey.secretName, apiKeySecretKey: agent.apiKey.key }),
    },
  };
}

export function renderMcpServer(agent: ResolvedAgent, tool: ResolvedTool): Manifest {
  const headers = Object.keys(tool.headers).sort();
  return {
    apiVersion: API_VERSION,
    kind: 'RemoteMCPServer',
    metadata: { name: serverName(agent.name, tool.name), namespace: agent.namespace },
    spec: {
      url: tool.url,
      description: tool.description,
      protocol: 'STREAMABLE_HTTP',
      timeout: tool.timeout,
      ...(headers.length === 0
        ? {}
        : {
            headersFrom: headers.map((name) => ({
              name,
              valueFrom: { type: 'Secret', name: tool.headers[name].secretName, key: tool.headers[name].key },
            })),
          }),
    },
  };
}

export function renderAgent(agent: ResolvedAgent): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: 'Agent',
    metadata: { name: agent.name, namespace: agent.namespace },
    spec: {
      type: 'Declarative',
      description: agent.description,
      declarative: {
        runtime: 'python',
        systemMessage: agent.instructions,
        modelConfig: agent.name,
        ...(agent.tools.length === 0 ? {} : { tools: agent.tools.map((tool) => renderTool(agent, tool)) }),
        deployment: renderDeployment(agent),
      },
    },
  };
}

function renderTool(agent: ResolvedAgent, tool: ResolvedTool): Manifest {
  return {
    type: 'McpServer',
    mcpServer: {
      apiGroup: 'kagent.dev',
      kind: 'RemoteMCPServer',
      name: serverName(agent.name, tool.name),
      ...(tool.functions.length === 0 ? {} : { toolNames: tool.functions }),
    },
  };
}

/** What the Pod Security Standard "restricted" asks for; the controller's own default is none of it. */
function renderDeployment(agent: ResolvedAgent): Manifest {
  return {
    replicas: agent.replicas,
    ...(agent.pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: agent.pullSecretName }] }),
    // The client library of the runtime refuses to start without a key; a model that asks for none ignores this word.
    ...(agent.apiKey === undefined ? { env: [{ name: 'OPENAI_API_KEY', value: 'none' }] } : {}),
    podSecurityContext: {
      runAsNonRoot: true,
      runAsUser: RUNTIME_USER,
      runAsGroup: RUNTIME_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
}
