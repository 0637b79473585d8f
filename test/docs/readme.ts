import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { stringify } from 'yaml';
import { Accelerator, AINativeCluster, ClusterAccess, Framework, NodeSelector, TrainingJob } from '../../lib';
import { synthesiseExample } from '../support/examples';

const ROOT = join(__dirname, '..', '..');
export const README = join(ROOT, 'README.md');

/** What stands behind each marker of the README, from what the library really does. */
const SOURCES: Record<string, (argument: string) => string> = {
  example: (path) => readFileSync(join(ROOT, path), 'utf8'),
  object: (name) => {
    const [example, kind] = name.split(' ');
    const units: any[] = synthesiseExample(example).blueprints.flatMap((blueprint) => blueprint.units);
    const objects = units.flatMap((unit) => unit.objects ?? []).map((object) => object.manifest);
    const job = objects.find((manifest) => manifest.kind === kind && manifest.apiVersion.includes('volcano.sh'));
    const [first, ...others] = job.spec.tasks;
    const rest = others
      .map((task: any) => `    # and ${task.replicas} × ${task.name} with the same template\n`)
      .join('');
    return `${stringify({ ...job, spec: { ...job.spec, tasks: [first] } })}${rest}`;
  },
  failure: () => {
    try {
      tooManyDevices();
    } catch (error) {
      return `${(error as Error).message}\n`;
    }
    throw new Error('the mistake that the README shows is none any more');
  },
};

function tooManyDevices(): void {
  const stack = new TerraformStack(
    new App({ outdir: mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-readme-')) }),
    'quickstart',
  );
  const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
  const gpus = cluster.pools.add('gpus', {
    nodes: NodeSelector.labels({ 'acme.com/pool': 'gpus' }),
    expectedNodes: 2,
    accelerator: Accelerator.NVIDIA_H100,
    devicesPerNode: 8,
  });
  new TrainingJob(stack, 'Finetune', {
    queue: cluster.queues.add('research', { pool: gpus, deservedDevices: 16 }),
    framework: Framework.pytorch(),
    image: 'registry.acme.com/ml/finetune:2026.11',
    command: ['torchrun'],
    gangSize: 2,
    devicesPerPod: 16,
  });
}

/** The README with every marked block as it should be. */
export function freshReadme(): string {
  return readFileSync(README, 'utf8').replace(
    /<!-- (\w+): (.+?) -->\n\n?```(\w*)\n[\s\S]*?```/g,
    (_block, source: string, argument: string, language: string) =>
      `<!-- ${source}: ${argument} -->\n\n\`\`\`${language}\n${SOURCES[source](argument)}\`\`\``,
  );
}

if (require.main === module) writeFileSync(README, freshReadme());
