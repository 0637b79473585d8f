import { TerraformStack } from 'cdktf';
import { Construct, IDependable } from 'constructs';
import {
  AgentDatabase,
  AgentPlatform,
  AgentPlatformProps,
  Bundle,
  CloudFacts,
  ICluster,
  IChatModel,
  IQueue,
  IRegistries,
  KubernetesObject,
  PodSecurity,
  Registries,
} from '../../lib';
import { TestTarget, testStack } from '../harness';

/** A cluster with a foundation and nothing else. */
export class TestCluster extends TestTarget implements ICluster {
  public readonly foundation: Bundle;
  public readonly levels: { [namespace: string]: PodSecurity } = {};
  public readonly schedulerName = 'volcano';
  public readonly schedulingReady: IDependable;
  public readonly namespaces = {
    ensure: (name: string, level: PodSecurity): string => {
      this.levels[name] = level;
      return name;
    },
  };

  constructor(
    scope: Construct,
    public readonly registries: IRegistries = Registries.upstream(),
    public readonly cloudFacts: CloudFacts = {
      name: 'test',
      internalLoadBalancerAnnotations: {},
      bringsDriver: false,
      bringsToolkit: false,
      bringsDevicePlugin: false,
    },
  ) {
    super(scope, 'Cluster');
    this.foundation = new Bundle(this, 'Foundation', { target: this, releaseNamespace: 'kube-system' });
    this.schedulingReady = this.foundation;
  }

  public tryFindServingQueue(): IQueue | undefined {
    return undefined;
  }

  public certificates(): IDependable {
    return this.foundation;
  }
}

export const EXTERNAL = AgentDatabase.external({ secretName: 'agents-database', key: 'url' });

/** A model that a bundle of its own stands for. */
export function chatModel(cluster: TestCluster, id = 'Chat'): IChatModel {
  const ready = new Bundle(cluster.node.scope as TerraformStack, id, { target: cluster });
  new KubernetesObject(ready, 'Served', {
    manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id.toLowerCase(), namespace: 'serving' } },
  });
  return { baseUrl: `http://${id.toLowerCase()}.serving.svc/v1`, servedModelName: 'qwen3-32b', ready };
}

export interface Platform {
  readonly stack: TerraformStack;
  readonly cluster: TestCluster;
  readonly agents: AgentPlatform;
  readonly chat: IChatModel;
}

/** A stack with a cluster, a model and a platform. */
export function platform(props: Partial<AgentPlatformProps> = {}, registries?: IRegistries): Platform {
  const stack = testStack();
  const cluster = new TestCluster(stack, registries);
  const chat = chatModel(cluster);
  const agents = new AgentPlatform(stack, 'Agents', { cluster, database: EXTERNAL, ...props });
  return { stack, cluster, agents, chat };
}
