import { FETCH, LOOK, PUBLISH, SCRATCH, SOURCE, WARM } from './import-scripts';
import { Hub, ImportSource } from './source';
import { FilesKind } from './stored-name';
import { Manifest } from '../../../core/private/manifest-member';
import { Size } from '../../../units/size';
import { rcloneEnvironment, rclonePath } from '../../moving/private/rclone';
import { ResolvedTransferJob, TransferStep } from '../../moving/private/render-transfer-job';
import { hashed } from '../../private/hashed';
import { serviceAccountOf } from '../../warm/private/access';
import { ResolvedBucket, ResolvedWarm } from '../../warm/private/resolve-warm';

/** An import with every default decided. */
export interface ResolvedImport {
  readonly name: string;
  readonly namespace: string;
  readonly kind: FilesKind;
  readonly source: ImportSource;
  readonly size: Size;
  readonly warm: ResolvedWarm;
  readonly path: string;
  /** The other bucket, when it comes from one. */
  readonly from?: ResolvedBucket;
  readonly rcloneImage: string;
  /** What fetches from a hub. */
  readonly hubImage: string;
  /** The image that the files are in, as it is pulled. */
  readonly filesImage?: string;
  readonly scratchStorageClass?: string;
  readonly deadlineSeconds: number;
  readonly pullSecretName?: string;
}

const MEMORY = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '4', memory: '4Gi' } };

/** A Job that looks whether the files are there, fetches them when they are on a hub, and publishes them. */
export function renderImport(i: ResolvedImport): ResolvedTransferJob {
  const rest = {
    namespace: i.namespace,
    steps: stepsOf(i),
    volumes: [scratchVolume(i), ...warmVolumes(i.warm), ...sourceVolumes(i)],
    ...(i.warm.kind === 'bucket' ? { serviceAccountName: serviceAccountOf(i.warm.jobAccess) } : {}),
    ...(i.source.kind === 'claim' ? { podLabels: i.source.volume.podLabels } : {}),
    pullSecretName: i.pullSecretName,
    deadlineSeconds: i.deadlineSeconds,
    retries: 5,
    keepsFiles: true,
  };
  return { name: hashed(`import-${i.name}`, rest, 52), ...rest };
}

function stepsOf(i: ResolvedImport): TransferStep[] {
  const scratch = { name: 'scratch', mountPath: SCRATCH };
  const warm = warmVolumes(i.warm).map(({ name }) => ({ name, mountPath: WARM }));
  const opened = i.warm.kind === 'bucket' ? rcloneEnvironment('warm', i.warm) : [];
  const target = { name: 'TARGET', value: targetOf(i.warm, i.path) };
  const look: TransferStep = {
    name: 'look',
    image: i.rcloneImage,
    command: ['sh', '-ec', LOOK],
    environment: [...opened, target],
    volumeMounts: [scratch, ...warm],
    ...MEMORY,
  };
  const publish: TransferStep = {
    name: 'publish',
    image: i.rcloneImage,
    command: ['sh', '-ec', PUBLISH],
    environment: [
      ...opened,
      ...(i.from === undefined ? [] : rcloneEnvironment('source', i.from)),
      target,
      { name: 'SOURCE', value: sourceOf(i) },
      { name: 'MOST_BYTES', value: String(i.size.inBytes) },
      { name: 'LC_ALL', value: 'C' },
    ],
    volumeMounts: [
      scratch,
      ...warm,
      ...sourceVolumes(i).map(({ name }) => ({ name, mountPath: SOURCE, readOnly: true })),
    ],
    ...MEMORY,
  };
  return i.source.kind === 'hub' ? [look, fetchStep(i, i.source, scratch), publish] : [look, publish];
}

function fetchStep(
  i: ResolvedImport,
  source: Extract<ImportSource, { readonly kind: 'hub' }>,
  scratch: Manifest,
): TransferStep {
  const { hub, repository, revision } = source;
  return {
    name: 'fetch',
    image: i.hubImage,
    command: ['python3', '-c', FETCH[hub.site], repository, revision, i.kind],
    environment: [...hubEnvironment(hub), { name: 'HOME', value: `${SCRATCH}/home` }],
    volumeMounts: [scratch],
    limits: MEMORY.limits,
    // A node's own disk must have the room; a volume brings its own.
    requests: {
      ...MEMORY.requests,
      ...(i.scratchStorageClass === undefined ? { 'ephemeral-storage': roomFor(i.size) } : {}),
    },
  };
}

function hubEnvironment(hub: Hub): Manifest[] {
  const token = (name: string): Manifest[] =>
    hub.token === undefined
      ? []
      : [{ name, valueFrom: { secretKeyRef: { name: hub.token.secretName, key: hub.token.key } } }];
  return hub.site === 'hugging-face'
    ? [
        ...(hub.endpoint === undefined ? [] : [{ name: 'HF_ENDPOINT', value: hub.endpoint }]),
        { name: 'HF_HUB_DISABLE_TELEMETRY', value: '1' },
        ...token('HF_TOKEN'),
      ]
    : [
        ...(hub.domain === undefined ? [] : [{ name: 'MODELSCOPE_DOMAIN', value: hub.domain }]),
        ...token('MODELSCOPE_API_TOKEN'),
      ];
}

/** Where rclone writes the files. */
function targetOf(warm: ResolvedWarm, path: string): string {
  if (warm.kind === 'bucket') return rclonePath('warm', warm, path);
  return [WARM, warm.pathPrefix, path].filter((part) => part !== undefined).join('/');
}

function warmVolumes(warm: ResolvedWarm): Manifest[] {
  return warm.kind === 'bucket' ? [] : [{ name: 'warm', persistentVolumeClaim: { claimName: warm.claimName } }];
}

/** Where rclone reads the files. */
function sourceOf({ source, from }: ResolvedImport): string {
  if (source.kind === 'hub') return `${SCRATCH}/files`;
  if (source.kind === 'object-storage') return from === undefined ? '' : rclonePath('source', from, source.path);
  const path = source.kind === 'image' ? source.path : source.volume.pathInClaim;
  return path === '' ? SOURCE : `${SOURCE}/${path}`;
}

function sourceVolumes({ source, filesImage }: ResolvedImport): Manifest[] {
  if (source.kind === 'image') {
    return [{ name: 'source', image: { reference: filesImage, pullPolicy: 'IfNotPresent' } }];
  }
  if (source.kind !== 'claim') return [];
  return [{ name: 'source', persistentVolumeClaim: { claimName: source.volume.claimName, readOnly: true } }];
}

/** The client of a hub may keep a part of a file twice for a moment. */
function roomFor(size: Size): string {
  return Size.gibibytes(Math.ceil((size.inBytes * 1.1) / 1024 ** 3) + 1).toQuantity();
}

/** Only what comes from a hub passes through it. */
function scratchVolume({ source, size, scratchStorageClass }: ResolvedImport): Manifest {
  if (source.kind !== 'hub') return { name: 'scratch', emptyDir: { sizeLimit: '64Mi' } };
  const room = roomFor(size);
  if (scratchStorageClass === undefined) return { name: 'scratch', emptyDir: { sizeLimit: room } };
  return {
    name: 'scratch',
    ephemeral: {
      volumeClaimTemplate: {
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: scratchStorageClass,
          resources: { requests: { storage: room } },
        },
      },
    },
  };
}
