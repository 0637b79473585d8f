import { ClaimVolume, ImportOptions, ModelSource, SecretReference, StoredModelOptions } from '../../lib';
import { manifestsOf } from '../harness';
import { stackWith } from './fixture';

export const COMMIT = '9216db5781bf21249d130ec9da846c4624c16137';
export const DIGEST = `sha256:${'ab'.repeat(32)}`;
export const HUGGING_FACE = ModelSource.huggingFace('Qwen/Qwen3-32B', COMMIT);
export const CREDENTIALS = SecretReference.named('other-s3');
export const BUCKET = ModelSource.objectStorage('cos://research-1250000000/qwen3', {
  credentials: CREDENTIALS,
  endpoint: 'cos.ap-guangzhou.myqcloud.com',
});
export const IMAGE = ModelSource.image(`registry.acme.com/models/qwen3@${DIGEST}`);
export const CLAIM = ModelSource.volume(ClaimVolume.named('filled', { namespace: 'models', path: 'out/qwen3' }));

export const jobOf = (options: Partial<StoredModelOptions>, imports?: ImportOptions): any => {
  const manifests = manifestsOf(stackWith(options, { imports }));
  return Object.entries<any>(manifests).find(([key]) => key.startsWith('Job/import-'))?.[1];
};
export const stepsOf = (job: any): any[] => {
  const { initContainers, containers } = job.spec.template.spec;
  return [...initContainers, ...containers];
};
export const environmentOf = (step: any): any =>
  Object.fromEntries(step.env.map((e: any) => [e.name, e.value ?? e.valueFrom.secretKeyRef]));
export const stepOf = (name: string, options: Partial<StoredModelOptions>, imports?: ImportOptions): any =>
  stepsOf(jobOf(options, imports)).find((step) => step.name === name);
