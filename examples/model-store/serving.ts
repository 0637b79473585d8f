import { Construct } from 'constructs';
import { AINativeCluster, IModel, InferenceEdge, Pool, Runtime, Scale } from 'cdktf-ai-cloud';

/** What is served, and where. */
export interface Served {
  readonly cluster: AINativeCluster;
  readonly pool: Pool;
  readonly chat: IModel;
  readonly embedding: IModel;
}

/** An endpoint whose model changes with its alias, and one beside its model's copy. */
export function serve(scope: Construct, { cluster, pool, chat, embedding }: Served): void {
  const inference = new InferenceEdge(scope, 'Inference', { cluster });
  inference.endpoints.add('chat', {
    model: chat,
    runtime: Runtime.vllm(),
    pool,
    devicesPerReplica: 4,
    scale: Scale.between(1, 4),
  });
  inference.endpoints.add('embedding', {
    model: embedding,
    runtime: Runtime.vllm(),
    pool,
    devicesPerReplica: 1,
    scale: Scale.between(1, 2),
  });
}
