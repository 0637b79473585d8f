import { Construct, IDependable } from 'constructs';
import { IChatModel } from '../contracts/chat-model';
import { IDeliveryTarget } from '../core/delivery-contract';
import { Bundle } from '../core/bundle';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';
import { fail } from '../core/private/fail';
import { checkSecretKey } from './private/check';
import { renderAgent, renderMcpServer, renderModelConfig, ResolvedAgent } from './private/render-agent';
import { SecretKeySelector } from '../contracts/secret-key-selector';
import { Tool } from './tool';

/** What an agent is. */
export interface AgentOptions {
  /** The model it thinks with. */
  readonly model: IChatModel;

  /** What it is told before every conversation. */
  readonly instructions: string;

  /**
   * What it is for: other agents and clients choose by this.
   *
   * @default - its name
   */
  readonly description?: string;

  /**
   * What it can use, at most 20 tools.
   *
   * @default - nothing: it can only answer
   */
  readonly tools?: Tool[];

  /**
   * The key that the model asks for.
   *
   * @default - none: models that the program serves itself ask for none
   */
  readonly apiKey?: SecretKeySelector;

  /**
   * Number of pods.
   *
   * @default 1
   */
  readonly replicas?: number;
}

/**
 * What the platform tells an agent.
 *
 * @internal
 */
export interface AgentHost {
  readonly target: IDeliveryTarget;
  readonly namespace: string;
  /** Base URL under which the controller answers for agents. */
  readonly agentsUrl: string;
  readonly ready: IDependable;
  readonly pullSecretName: string | undefined;
}

const MOST_TOOLS = 20;

/**
 * An agent: a model with instructions and tools. Made by `AgentPlatform.add()`.
 *
 * @example
 * import { AgentPlatform, IChatModel } from 'cdktf-ai-cloud';
 *
 * declare const agents: AgentPlatform;
 * declare const chat: IChatModel;
 * const support = agents.add('support', { model: chat, instructions: 'You help customers with their orders.' });
 * const address = support.url;
 */
export class Agent extends Construct {
  /** @internal */
  public static _make(scope: Construct, name: string, host: AgentHost, options: AgentOptions): Agent {
    return new Agent(scope, name, host, options);
  }

  /** Name of the agent, and of its Deployment and Service. */
  public readonly agentName: string;
  /** Namespace it runs in. */
  public readonly namespace: string;
  /** Where it answers the A2A protocol, inside the cluster. */
  public readonly url: string;
  /** The agent is known to kagent. */
  public readonly ready: IDependable;

  private constructor(scope: Construct, name: string, host: AgentHost, options: AgentOptions) {
    super(scope, name);
    const agent = this.resolve(name, host, options);
    this.agentName = agent.name;
    this.namespace = agent.namespace;
    this.url = `${host.agentsUrl}/${agent.namespace}/${agent.name}`;

    const bundle = new Bundle(this, 'Resource', {
      target: host.target,
      releaseName: `agent-${agent.name}`,
      wait: true,
    });
    bundle.node.addDependency(host.ready, options.model.ready);
    new KubernetesObject(bundle, 'Model', { manifest: renderModelConfig(agent) });
    for (const tool of agent.tools) {
      new KubernetesObject(bundle, `Tool-${tool.name}`, { manifest: renderMcpServer(agent, tool) });
    }
    new KubernetesObject(bundle, 'Agent', { manifest: renderAgent(agent) });
    this.ready = bundle;

    addFact(this, 'agents', () => ({
      cluster: host.target.node.path,
      namespace: agent.namespace,
      name: agent.name,
      model: agent.model,
      tools: agent.tools.map((tool) => tool.name),
    }));
  }

  private resolve(name: string, host: AgentHost, options: AgentOptions): ResolvedAgent {
    const replicas = options.replicas ?? 1;
    if (options.instructions.trim() === '') {
      throw fail(this, {
        code: 'AIC-5005',
        what: 'the agent has no instructions',
        got: options.instructions,
        want: 'text',
        fix: "Say what it does and what it must not do: instructions: 'You help customers …'.",
      });
    }
    if (!Number.isInteger(replicas) || replicas < 1) {
      throw fail(this, {
        code: 'AIC-5012',
        what: 'the number of replicas is not usable',
        got: replicas,
        want: 'a whole number of 1 or more',
        fix: 'Leave replicas out for one pod.',
      });
    }
    if (options.apiKey !== undefined) checkSecretKey(this, 'the key of the model', options.apiKey);
    return {
      name,
      namespace: host.namespace,
      instructions: options.instructions,
      description: options.description ?? name,
      replicas,
      model: options.model.servedModelName,
      baseUrl: options.model.baseUrl,
      apiKey: options.apiKey,
      pullSecretName: host.pullSecretName,
      tools: this.sorted(options.tools ?? []).map((tool) => tool._resolved),
    };
  }

  private sorted(tools: Tool[]): Tool[] {
    const names = tools.map((tool) => tool.toolName);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) {
      throw fail(this, {
        code: 'AIC-5006',
        what: 'two tools of the agent have one name',
        got: twice,
        want: 'a name for each',
        fix: 'Rename one; to allow more functions of one server, list them in toolNames.',
      });
    }
    if (tools.length > MOST_TOOLS) {
      throw fail(this, {
        code: 'AIC-5007',
        what: 'the agent has too many tools',
        got: tools.length,
        want: `at most ${MOST_TOOLS}`,
        fix: 'Split its work between agents; models choose badly among many tools.',
      });
    }
    return [...tools].sort((a, b) => (a.toolName < b.toolName ? -1 : 1));
  }
}
