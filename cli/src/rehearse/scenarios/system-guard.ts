import type { PoolFact } from '../../blueprint/index.js';
import type { Manifest } from '../../control-plane/index.js';
import type { Pod } from './pods.js';
import { isRunning } from './pods.js';
import type { ScenarioContext } from './scenario.js';
import { put, remove } from './stage.js';
import type { TrainingSubject } from './subjects.js';
import { SCENARIO_LABEL } from './templates.js';

const NAME = 'rehearsal-system';
const START_SECONDS = 30;

/** A pod of kube-system on every node of a pool, in the very queue that has to give back: what reclaim must leave alone. */
export class SystemGuard {
  private readonly manifest: Manifest;
  private readonly pool: PoolFact;

  constructor(
    private readonly context: ScenarioContext,
    { pool, queue }: TrainingSubject,
  ) {
    this.pool = pool;
    const labels = { [SCENARIO_LABEL]: NAME };
    const template = {
      metadata: { labels, annotations: { 'scheduling.volcano.sh/queue-name': queue.name } },
      spec: {
        schedulerName: context.program.cluster?.schedulerName ?? 'volcano',
        nodeSelector: pool.labels,
        tolerations: pool.taints.map(({ key, effect }) => ({ key, operator: 'Exists', effect })),
        containers: [
          {
            name: 'agent',
            image: 'registry.k8s.io/pause:3.10',
            resources: { requests: { cpu: '10m', memory: '8Mi' } },
          },
        ],
      },
    };
    this.manifest = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: NAME, namespace: 'kube-system', labels },
      spec: { selector: { matchLabels: labels }, template },
    };
  }

  /** Starts the pods and waits until they run. */
  async start(): Promise<void> {
    await put(this.context, this.manifest);
    const took = await this.context.watch.until((pods) => this.running(pods) === this.pool.nodes, START_SECONDS);
    if (took === undefined) throw new Error(`the kube-system pods do not run on every node of pool ${this.pool.name}`);
  }

  /** Whether all of them still run. */
  async isWhole(): Promise<boolean> {
    return this.running(this.context.watch.pods) >= this.pool.nodes;
  }

  end(): Promise<void> {
    return remove(this.context, this.manifest);
  }

  private running(pods: readonly Pod[]): number {
    return pods.filter((pod) => pod.metadata.labels?.[SCENARIO_LABEL] === NAME && isRunning(pod)).length;
  }
}
