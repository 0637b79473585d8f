import { NO_CONFIGURATION, PROGRESS } from './render-copy-step';
import { TransferStep } from './render-transfer-job';
import { Manifest } from '../../../core/private/manifest-member';
import { Integrity } from '../integrity';

const MODELS = '/models';
const LIST = '/integrity';
const LIST_FILE = 'SHA256SUMS';
/** Read at a time: one core hashes half a gigabyte in a second. */
const FILES_AT_A_TIME = 8;

/** Files that a step reads. */
export interface FilesToRead {
  /** The image of rclone, as it is pulled. */
  readonly image: string;
  readonly mount: Manifest;
  /** Directory of the files, at or below the mount. */
  readonly path: string;
}

/** Where steps find the claim of a model or a dataset: the very files that servers read. */
export const MODELS_MOUNT: Manifest = { name: 'models', mountPath: MODELS, readOnly: true };

export function modelsPath(pathInClaim: string): string {
  return pathInClaim === '' ? MODELS : `${MODELS}/${pathInClaim}`;
}

export function modelsVolume(claimName: string): Manifest {
  return { name: 'models', persistentVolumeClaim: { claimName, readOnly: true } };
}

/** The ConfigMap that `verifySteps` reads, and its volume. */
export function renderSums(name: string, namespace: string, integrity: Integrity): Manifest {
  const data = { [LIST_FILE]: integrity._text };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

export function sumsVolume(configMapName: string): Manifest {
  return { name: 'integrity', configMap: { name: configMapName } };
}

/**
 * Compares each file with its sum. A file that differs, is missing or is not named fails, and its name is said.
 *
 * @see https://rclone.org/commands/rclone_checksum/
 */
export function verifySteps(files: FilesToRead, { listPath }: Integrity): TransferStep[] {
  const known = `${LIST}/${LIST_FILE}`;
  if (listPath === undefined) return [checksum(files, 'verify-files', known, [])];
  return [
    checksum(files, 'verify-list', known, [`--include=/${listPath}`]),
    checksum(files, 'verify-files', `${files.path}/${listPath}`, [`--exclude=/${listPath}`]),
  ];
}

/** Reads each file once, and prints its sum: what has no load of its own is in the cache then. */
export function readStep(files: FilesToRead): TransferStep {
  return step(files, 'read', ['hashsum', 'sha256', files.path]);
}

function checksum(files: FilesToRead, name: string, list: string, filter: string[]): TransferStep {
  const read = step(files, name, ['checksum', 'sha256', list, files.path, ...filter]);
  return { ...read, volumeMounts: [files.mount, { name: 'integrity', mountPath: LIST, readOnly: true }] };
}

function step({ image, mount }: FilesToRead, name: string, args: string[]): TransferStep {
  return {
    name,
    image,
    command: ['rclone', ...args, '--copy-links', `--checkers=${FILES_AT_A_TIME}`, ...PROGRESS],
    environment: [NO_CONFIGURATION],
    volumeMounts: [mount],
    requests: { cpu: '1', memory: '256Mi' },
    limits: { cpu: String(FILES_AT_A_TIME), memory: '1Gi' },
  };
}
