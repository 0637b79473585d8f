import { Construct } from 'constructs';
import { FilesToStore } from './resolve-files';
import { renderImport, ResolvedImport } from './render-import';
import { ImportSource } from './source';
import { RUNTIME_IMAGES } from '../../../catalog/inference-images';
import { LOCAL_MODEL_IMAGES, MODEL_STORE_IMAGES } from '../../../catalog/model-store-images';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { addFact } from '../../../core/private/facts';
import { fail } from '../../../core/private/fail';
import { dnsLabel } from '../../../core/private/names';
import { Duration } from '../../../units/duration';
import { checkPlainObjects } from '../../hot/private/checks';
import { CachedFiles } from '../../hot/private/engine';
import { JobBefore } from '../../moving/private/render-load-job';
import { renderTransferJob } from '../../moving/private/render-transfer-job';
import { resolveBucket, ResolvedWarm } from '../../warm/private/resolve-warm';
import { warmReady } from '../../warm/private/warm-ready';

const BYTES_PER_SECOND = 25_000_000;

/** An import that what reads the files waits for. */
export interface Imported {
  readonly bundle: Bundle;
  readonly job: JobBefore;
}

/** Brings files into the bucket that are not there yet: one Job in a bundle of its own, before the cache. */
export function importFiles(owner: Construct, files: CachedFiles, what: FilesToStore): Imported | undefined {
  const source = what.props.source._import;
  if (source === undefined) return undefined;
  checkPlainObjects(owner, what.props.hot.engine._config, `an import from ${what.props.source.origin}`);
  const { cluster, warm } = what.props;
  const i = resolveImport(owner, files, what, source);
  const job = renderImport(i);
  const bundle = new Bundle(owner, 'Import', {
    target: cluster,
    releaseName: dnsLabel(i.namespace === 'models' ? `import-${i.name}` : `import-${i.name}.${i.namespace}`, 53),
    completeWithin: Duration.seconds(i.deadlineSeconds),
  });
  for (const before of warmReady(owner, cluster, i.namespace, warm)) bundle.node.addDependency(before);
  if (source.kind === 'claim') bundle.node.addDependency(source.volume.ready);
  new KubernetesObject(bundle, 'Job', { manifest: renderTransferJob(job) });
  for (const reference of new Set(job.steps.map(({ image }) => image)))
    addFact(bundle, 'images', () => ({ reference }));
  return { bundle, job: { jobName: job.name, seconds: i.deadlineSeconds } };
}

function resolveImport(
  owner: Construct,
  files: CachedFiles,
  { kind, props }: FilesToStore,
  source: ImportSource,
): ResolvedImport {
  const { cluster, imports = {}, size, namespace } = props;
  const { registries } = cluster;
  if (source.kind === 'claim' && source.volume.namespace !== namespace) {
    throw fail(owner, {
      code: 'AIC-3361',
      what: `the claim that the ${kind} comes from is in another namespace`,
      got: source.volume.namespace,
      want: `${namespace}, where the import runs and the credentials of the bucket are`,
      fix: 'Copy the files to a claim there, or publish them with ModelPublication from where they are.',
    });
  }
  return {
    name: files.name,
    namespace,
    kind,
    source,
    size,
    warm: checkWritable(owner, files.warm),
    path: files.path,
    ...(source.kind === 'object-storage' ? { from: resolveBucket(owner, cluster, source.bucket) } : {}),
    rcloneImage: registries.image(MODEL_STORE_IMAGES.rclone),
    hubImage: registries.image(hubImageOf(owner, props, source)),
    ...(source.kind === 'image' ? { filesImage: registries.image(source.reference) } : {}),
    scratchStorageClass: imports.scratchStorageClass,
    deadlineSeconds: imports.deadline?.inSeconds ?? 3600 + Math.ceil(size.inBytes / BYTES_PER_SECOND),
    pullSecretName: registries.pullSecretName,
  };
}

function checkWritable(owner: Construct, warm: ResolvedWarm): ResolvedWarm {
  if (warm.kind === 'bucket' || warm.isWritable) return warm;
  throw fail(owner, {
    code: 'AIC-3364',
    what: 'nothing can be imported into a file system that is only read',
    got: warm.claimName,
    want: 'a warm tier that jobs may write to',
    fix: 'Write WarmTier.fileSystem(…, { writable: true }), or put the files there and use ModelSource.bucketPath().',
  });
}

function hubImageOf(owner: Construct, { imports = {} }: FilesToStore['props'], source: ImportSource): string {
  const isModelScope = source.kind === 'hub' && source.hub.site === 'model-scope';
  const given = isModelScope ? imports.modelScopeImage : imports.huggingFaceImage;
  if (given === undefined) return isModelScope ? RUNTIME_IMAGES.vllm : LOCAL_MODEL_IMAGES.storageInitializer;
  const isPinned = /@sha256:[0-9a-f]{64}$/.test(given) || /^[^@]+:[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(given);
  if (!isPinned || given.endsWith(':latest')) {
    throw fail(owner, {
      code: 'AIC-3362',
      what: 'the image that imports is not pinned',
      got: given,
      want: 'a tag other than latest, or a digest',
      fix: `For example ${LOCAL_MODEL_IMAGES.storageInitializer}.`,
    });
  }
  return given;
}
