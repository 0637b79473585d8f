import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SecretReference, WarmTier } from '../../lib';
import { renderCopyStep, TransferPlace } from '../../lib/model-store/moving/private/render-copy-step';
import { renderTransferJob } from '../../lib/model-store/moving/private/render-transfer-job';
import { ResolvedBucket, resolveWarm } from '../../lib/model-store/warm/private/resolve-warm';
import { Fixture, minio } from '../model-store/fixture';
import { ObjectStore } from './object-store';

/** Files of a model, sorted by path. */
export const FILES = {
  'config.json': '{"architectures":["Qwen3ForCausalLM"]}',
  'model-00001-of-00002.safetensors': Buffer.alloc(3_000_000, 1),
  'model-00002-of-00002.safetensors': Buffer.alloc(2_000_000, 2),
  'tokenizer/tokenizer.json': '{}',
};
export const MOUNT = { name: 'models', mountPath: '/models' };
export const DIRECTORY: TransferPlace = { kind: 'directory', path: '/models', mount: MOUNT };

/** A path of the bucket of the warm tier, or of one elsewhere that others publish in. */
export function bucketPlace(store: ObjectStore, name: 'acme-models' | 'upstream', path: string): TransferPlace {
  const { cluster, stack } = new Fixture();
  const { endpoint } = store;
  const credentials = SecretReference.named('upstream-s3');
  const warm =
    name === 'upstream'
      ? WarmTier.bucket(name, { credentials, endpoint, pathPrefix: 'releases' })
      : minio({ endpoint });
  return { kind: 'bucket', bucket: resolveWarm(stack, cluster, warm) as ResolvedBucket, path };
}

/** The container of a Job that copies, as it reaches the cluster. */
export function copying(from: TransferPlace, to: TransferPlace, isImmutable = true): any {
  const job: any = renderTransferJob({
    name: 'copy',
    namespace: 'models',
    steps: [renderCopyStep({ name: 'copy', image: 'rclone', from, to, isImmutable })],
    deadlineSeconds: 60,
    retries: 0,
  });
  return job.spec.template.spec.containers[0];
}

/** Files that are whole: rclone writes under another name until they are. */
export function finished(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = all.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return paths.filter((path) => !path.endsWith('.partial')).sort();
}
