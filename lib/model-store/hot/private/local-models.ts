import { Construct, DependencyGroup, IDependable } from 'constructs';
import { CachedFiles, ResolvedPool } from './engine';
import {
  AGENTS_NAMESPACE,
  JOBS_NAMESPACE,
  renderAgent,
  renderAgentAccess,
  renderNodeGroup,
} from './render-local-models';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { IMAGES } from '../../../catalog/images';
import { LOCAL_MODEL_IMAGES } from '../../../catalog/model-store-images';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { Bundle } from '../../../core/bundle';
import { Chart } from '../../../core/chart';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { addFact } from '../../../core/private/facts';
import { fail, warn } from '../../../core/private/fail';
import { dnsLabel } from '../../../core/private/names';
import { KServe, KSERVE_NAMESPACE } from '../../../kserve/kserve';

/** KServe's local models on a cluster: its controller, and an agent for each pool that holds copies. */
export class LocalModels extends Construct {
  public static of(cluster: ICluster): LocalModels {
    return (
      (cluster.node.tryFindChild('LocalModels') as LocalModels | undefined) ??
      new LocalModels(cluster as Construct, 'LocalModels', cluster)
    );
  }

  /** The controller and its webhook answer. */
  public readonly controller: Chart;

  private readonly access: Bundle;
  private readonly agents: Construct;
  private readonly nodeGroups: Construct;
  /** Directory by pool, and which model asked for it. */
  private readonly directories = new Map<string, { directory: string; path: string }>();
  private readonly sources = new Map<string, string>();

  private constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ICluster,
  ) {
    super(scope, id);
    const { namespaces, registries } = cluster;
    const kserve = KServe.of(cluster);
    namespaces.ensure(JOBS_NAMESPACE, PodSecurity.RESTRICTED);
    namespaces.ensure(AGENTS_NAMESPACE, PodSecurity.PRIVILEGED);
    const target = { target: cluster, namespace: KSERVE_NAMESPACE };
    const definitions = new Chart(this, 'Definitions', {
      ...target,
      chart: chartFrom(CHARTS.kserveLocalModelCrds, registries),
      releaseName: 'kserve-localmodel-crd',
      values: {},
    });
    definitions.node.addDependency(kserve.definitions);
    kserve.useLocalModels(definitions);
    const untagged = (image: string): string => registries.image(image).replace(/:[^:/]+$/, '');
    this.controller = new Chart(this, 'Controller', {
      ...target,
      chart: chartFrom(CHARTS.kserveLocalModel, registries),
      releaseName: 'kserve-localmodel',
      values: {
        kserve: {
          localmodel: { controller: { image: untagged(LOCAL_MODEL_IMAGES.controller) } },
          // No node carries this: the agents are ours, by pool.
          localmodelnode: {
            controller: { image: untagged(LOCAL_MODEL_IMAGES.agent), nodeSelector: { 'kserve/localmodel': 'none' } },
          },
        },
      },
    });
    this.controller.node.addDependency(definitions, kserve.controller);
    this.access = new Bundle(this, 'Access', { target: cluster, releaseName: 'kserve-localmodel-agents' });
    renderAgentAccess(KSERVE_NAMESPACE).forEach(
      (manifest, i) => new KubernetesObject(this.access, `A${i}`, { manifest }),
    );
    this.agents = new Construct(this, 'Agents');
    this.nodeGroups = new Construct(this, 'NodeGroups');
    for (const image of [LOCAL_MODEL_IMAGES.agent, LOCAL_MODEL_IMAGES.controller]) {
      addFact(this, 'images', () => ({ reference: registries.image(image) }));
    }
    if (registries.pullSecretName !== undefined) {
      warn(
        this,
        'AIC-3206',
        `KServe gives its downloads and the controller of local models no pull secret: nodes must be allowed to pull ` +
          `${registries.image(LOCAL_MODEL_IMAGES.controller)} and the storage initializer by themselves.`,
      );
    }
  }

  /** Name of the node group of some pools. */
  public groupName(pools: readonly ResolvedPool[]): string {
    return dnsLabel(pools.map(({ name }) => name).join('.'));
  }

  /** What a model needs on its nodes. Refuses what KServe's webhook or agent could not serve. */
  public prepare(scope: Construct, files: CachedFiles, source: string, directory: string): IDependable {
    this.claim(scope, source);
    const agents = files.pools.map((pool) => this.agent(scope, pool, directory));
    return new DependencyGroup(this.controller, this.nodeGroup(files.pools, directory), ...agents);
  }

  private claim(scope: Construct, source: string): void {
    const first = this.sources.get(source);
    if (first !== undefined) {
      throw fail(scope, {
        code: 'AIC-3205',
        what: 'two models are local copies of the same files',
        got: `${source}, which ${first} copies`,
        want: 'each path once on a cluster: the webhook of KServe refuses the second',
        fix: 'Use the one model in both places, or store the files below two paths.',
      });
    }
    this.sources.set(source, scope.node.path);
  }

  private nodeGroup(pools: readonly ResolvedPool[], directory: string): Bundle {
    const name = this.groupName(pools);
    const existing = this.nodeGroups.node.tryFindChild(name) as Bundle | undefined;
    if (existing !== undefined) return existing;
    const releaseName = dnsLabel(`kserve-node-group-${name}`, 53);
    const bundle = new Bundle(this.nodeGroups, name, { target: this.cluster, releaseName });
    bundle.node.addDependency(this.controller);
    new KubernetesObject(bundle, 'NodeGroup', { manifest: renderNodeGroup(name, pools, directory) });
    return bundle;
  }

  private agent(scope: Construct, pool: ResolvedPool, directory: string): Bundle {
    const first = this.directories.get(pool.name);
    if (first !== undefined && first.directory !== directory) {
      throw fail(scope, {
        code: 'AIC-3203',
        what: `the pool ${pool.name} has its local copies in another directory`,
        got: directory,
        want: `${first.directory}, as ${first.path} has it`,
        fix: 'Give the hot tiers of one pool the same cachePath: one agent runs on each node.',
      });
    }
    const existing = this.agents.node.tryFindChild(pool.name) as Bundle | undefined;
    if (existing !== undefined) return existing;
    this.directories.set(pool.name, { directory, path: scope.node.path });
    const { registries } = this.cluster;
    const agent = {
      name: dnsLabel(`kserve-localmodelnode-agent-${pool.name}`),
      pool,
      directory,
      image: registries.image(LOCAL_MODEL_IMAGES.agent),
      shellImage: registries.image(IMAGES.busybox),
      pullSecretName: registries.pullSecretName,
    };
    const releaseName = dnsLabel(`kserve-localmodel-agent-${pool.name}`, 53);
    const bundle = new Bundle(this.agents, pool.name, { target: this.cluster, releaseName });
    bundle.node.addDependency(this.access, this.controller);
    new KubernetesObject(bundle, 'Agent', { manifest: renderAgent(agent, KSERVE_NAMESPACE) });
    return bundle;
  }
}
