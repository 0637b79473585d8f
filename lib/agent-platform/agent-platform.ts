import { Construct, IConstruct, IDependable } from 'constructs';
import { CHARTS } from '../catalog/charts';
import { ICluster, PodSecurity } from '../contracts/cluster';
import { Bundle } from '../core/bundle';
import { Chart } from '../core/chart';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';
import { fail, warn } from '../core/private/fail';
import { checkDnsLabel } from '../core/private/names';
import { Agent, AgentOptions } from './agent';
import { AgentDatabase } from './agent-database';
import { secretsOf } from './private/agent-secrets';
import { checkAgentName, checkSecretStays } from './private/check';
import {
  definitionValues,
  platformValues,
  renderClients,
  renderFence,
  ResolvedPlatform,
} from './private/render-platform';

/** Where agents run and what they remember in. */
export interface AgentPlatformProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** Where sessions and memory are kept. */
  readonly database: AgentDatabase;

  /**
   * Namespace of the platform and its agents.
   *
   * @default 'kagent'
   */
  readonly namespace?: string;

  /**
   * Namespaces whose pods may call the agents and open the console.
   *
   * Kagent asks nobody who they are: what reaches it may talk to every agent. Name the namespace of an authenticating
   * proxy, or of services that act for their users.
   *
   * @default - none: only pods of the platform's own namespace
   */
  readonly clientNamespaces?: string[];
}

const REGISTRY = 'cr.kagent.dev';
const RELEASE = 'kagent';
const platforms = new WeakMap<IConstruct, IConstruct>();

/**
 * Agents with models, instructions and tools, by kagent.
 *
 * One on a cluster. Removing it removes the definitions of kagent and with them every agent, also those made by hand.
 *
 * @see https://kagent.dev
 *
 * @example
 * import { AgentDatabase, AgentPlatform, IChatModel, ICluster, Tool } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: ICluster;
 * declare const chat: IChatModel;
 * const agents = new AgentPlatform(stack, 'Agents', {
 *   cluster,
 *   database: AgentDatabase.external({ secretName: 'kagent-database', key: 'url' }),
 * });
 * agents.add('support', {
 *   model: chat,
 *   instructions: 'You help customers with their orders.',
 *   tools: [Tool.mcp('orders', { url: 'https://orders.internal/mcp' })],
 * });
 */
export class AgentPlatform extends Construct {
  /** The cluster it is on. */
  public readonly cluster: ICluster;
  /** Namespace of the platform and its agents. */
  public readonly namespace: string;
  /** Address of the console, inside the cluster. */
  public readonly consoleUrl: string;
  /** The controller runs: agents can be made. */
  public readonly ready: IDependable;

  private readonly agents: Construct;
  private readonly secrets: string[] = [];

  constructor(scope: Construct, id: string, props: AgentPlatformProps) {
    super(scope, id);
    this.claim(props.cluster);
    const platform = this.resolve(props);
    this.cluster = props.cluster;
    this.namespace = platform.namespace;
    this.consoleUrl = `http://${RELEASE}-ui.${platform.namespace}.svc.cluster.local:8080`;

    const network = new Bundle(this, 'Network', { target: props.cluster, releaseName: `${RELEASE}-network` });
    new KubernetesObject(network, 'Internal', { manifest: renderFence(platform) });
    if (platform.clientNamespaces.length > 0) {
      new KubernetesObject(network, 'Clients', { manifest: renderClients(platform) });
    }
    const definitions = this.chart('Definitions', `${RELEASE}-crds`, CHARTS.kagentCrds, definitionValues());
    const controller = this.chart('Resource', RELEASE, CHARTS.kagent, platformValues(platform));
    controller.node.addDependency(definitions, network);
    this.ready = controller;
    this.agents = new Construct(this, 'Agents');
    this.nameImages(props.database);
    if (platform.databaseUrl !== undefined) this.secrets.push(platform.databaseUrl.secretName);
  }

  /** Adds an agent. The name is that of its Deployment and Service, too. */
  public add(name: string, options: AgentOptions): Agent {
    checkAgentName(this, name);
    if (this.agents.node.tryFindChild(name) !== undefined) {
      throw fail(this, {
        code: 'AIC-5004',
        what: 'the platform has an agent of this name',
        got: name,
        want: 'a name for each agent',
        fix: 'Rename one of them.',
      });
    }
    this.secrets.push(...secretsOf(options));
    checkSecretStays(this, [...this.agents.node.children.map((agent) => agent.node.id), name], this.secrets);
    return Agent._make(
      this.agents,
      name,
      {
        target: this.cluster,
        namespace: this.namespace,
        agentsUrl: `http://${RELEASE}-controller.${this.namespace}.svc.cluster.local:8083/api/a2a`,
        ready: this.ready,
        pullSecretName: this.cluster.registries.pullSecretName,
      },
      options,
    );
  }

  private claim(cluster: ICluster): void {
    const first = platforms.get(cluster);
    if (first !== undefined) {
      throw fail(this, {
        code: 'AIC-5001',
        what: 'the cluster has an agent platform',
        got: first.node.path,
        want: 'one on each cluster: its definitions exist once',
        fix: 'Add the agents to that platform.',
      });
    }
    platforms.set(cluster, this);
  }

  private resolve(props: AgentPlatformProps): ResolvedPlatform {
    const { registries, cloudFacts } = props.cluster;
    const namespace = checkDnsLabel(this, 'namespace', props.namespace ?? 'kagent');
    const clients = (props.clientNamespaces ?? []).map((name) => checkDnsLabel(this, 'a client namespace', name));
    if (props.database._url === undefined) {
      warn(
        this,
        'AIC-5013',
        'agents keep their sessions in the database of the chart: one pod, 500 MiB, a password that everybody knows. ' +
          'Use AgentDatabase.external() for anything but a trial.',
      );
    }
    return {
      namespace: props.cluster.namespaces.ensure(namespace, PodSecurity.RESTRICTED),
      databaseUrl: props.database._url,
      registry: registries.registryFor(REGISTRY),
      databaseRegistry: registries.registryFor('docker.io'),
      storageClass: cloudFacts.blockStorageClass ?? '',
      pullSecretName: registries.pullSecretName,
      clientNamespaces: [...new Set(clients)].sort(),
    };
  }

  private chart(
    id: string,
    releaseName: string,
    source: (typeof CHARTS)['kagent' | 'kagentCrds'],
    values: object,
  ): Chart {
    const repository = this.cluster.registries.chartRepository(source.repository);
    return new Chart(this, id, {
      target: this.cluster,
      chart: { ...source, repository },
      namespace: this.namespace,
      releaseName,
      values,
    });
  }

  private nameImages(database: AgentDatabase): void {
    const own = ['app', 'controller', 'ui'].map(
      (name) => `${REGISTRY}/kagent-dev/kagent/${name}:${CHARTS.kagent.version}`,
    );
    const all = database._url === undefined ? [...own, 'docker.io/library/postgres:18.3-alpine'] : own;
    for (const image of all) {
      addFact(this, 'images', () => ({ reference: this.cluster.registries.image(image) }));
    }
  }
}
