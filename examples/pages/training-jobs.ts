/** A training job in each framework, and the engines and options that change their shape. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  ClaimVolume,
  ClusterAccess,
  Duration,
  ErrorAction,
  ErrorPolicy,
  Framework,
  NodeSelector,
  TrainingEngine,
  TrainingJob,
} from 'cdktf-ai-cloud';

export class TrainingJobs extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const gpus = cluster.pools.add('h800', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'h800' }),
      expectedNodes: 16,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
    });
    const queue = cluster.queues.add('research', { pool: gpus, deservedDevices: 128 });
    const image = 'registry.acme.com/train:2026.11';
    const gang = { queue, image, gangSize: 4, devicesPerPod: 8 };

    new TrainingJob(this, 'Pytorch', {
      ...gang,
      framework: Framework.pytorch(),
      command: ['torchrun', 'train.py'],
      expectedDuration: Duration.hours(6),
      timeLimit: Duration.hours(12),
      errorPolicies: [ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB)],
      secretEnvironment: { WANDB_API_KEY: { secretName: 'wandb', key: 'token' } },
      checkpoints: { claimName: 'runs' },
    });
    new TrainingJob(this, 'Elastic', {
      ...gang,
      framework: Framework.pytorch(),
      command: ['torchrun', 'train.py'],
      minGangSize: 2,
      volumes: [
        { volume: ClaimVolume.named('corpus', { namespace: 'training', readOnly: true }), mountPath: '/data' },
        { volume: ClaimVolume.named('runs', { namespace: 'training', path: 'elastic' }), mountPath: '/runs' },
      ],
    });
    new TrainingJob(this, 'Deepspeed', {
      ...gang,
      framework: Framework.deepspeed(),
      command: ['deepspeed', 'train.py', '--deepspeed_config=zero3.json'],
    });
    new TrainingJob(this, 'Mpi', { ...gang, framework: Framework.mpi(), command: ['mpirun', 'python', 'train.py'] });
    new TrainingJob(this, 'Ray', { ...gang, framework: Framework.ray(), command: ['python', 'sweep.py'] });
    new TrainingJob(this, 'Tensorflow', {
      ...gang,
      framework: Framework.tensorflow({ parameterServers: 2 }),
      command: ['python', 'train.py'],
    });
    new TrainingJob(this, 'Paddle', {
      ...gang,
      framework: Framework.paddle(),
      command: ['python', '-m', 'paddle.distributed.launch', 'train.py'],
    });

    new TrainingJob(this, 'OnTrainer', {
      ...gang,
      engine: TrainingEngine.kubeflowTrainer(),
      framework: Framework.pytorch(),
      command: ['torchrun', 'train.py'],
      suspended: true,
    });
    new TrainingJob(this, 'OnRay', {
      ...gang,
      engine: TrainingEngine.kubeRay(),
      framework: Framework.ray(),
      command: ['python', 'sweep.py'],
    });
  }
}
