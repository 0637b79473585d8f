import { rcloneEnvironment, rclonePath } from './rclone';
import { TransferStep } from './render-transfer-job';
import { Manifest } from '../../../core/private/manifest-member';
import { ResolvedBucket } from '../../warm/private/resolve-warm';

/** Where files are read or written. */
export type TransferPlace =
  /** Objects below a path of a bucket, which stands below the path prefix of the bucket. */
  | { readonly kind: 'bucket'; readonly bucket: ResolvedBucket; readonly path: string }
  /** A directory below something that the step mounts. */
  | { readonly kind: 'directory'; readonly path: string; readonly mount: Manifest };

/** A step that copies all files of one place to another. */
export interface ResolvedCopy {
  readonly name: string;
  /** The image of rclone, as it is pulled. */
  readonly image: string;
  readonly from: TransferPlace;
  readonly to: TransferPlace;
  /** Whether a file that is there already with another content is a failure; it is replaced otherwise. */
  readonly isImmutable: boolean;
}

/** Files at a time, parts of each at a time, and their size: half a gibibyte of memory in all. */
const FILES_AT_A_TIME = 4;
const PARTS_AT_A_TIME = 4;
const PART = '32Mi';

/** An object storage does not know that a path is wrong: there is nothing below it, and nothing is soon copied. */
const COPY_SCRIPT = `set -eu
size=$(rclone size --json --fast-list "$1")
case $size in
*'"count":0,'*)
  echo "there are no files at $1" >&2
  exit 3
  ;;
esac
echo "copying $1 to $2: $size"
exec rclone copy "$@"`;

/**
 * Copies what is missing and what differs, and deletes nothing. What was interrupted is taken up where it was, a file at
 * a time; every file is compared with its source after it was written.
 *
 * It ends with 0 when all is there, with 3 when there is nothing at the source, and with another code otherwise.
 *
 * @see https://rclone.org/commands/rclone_copy/
 */
export function renderCopyStep(copy: ResolvedCopy): TransferStep {
  const { name, image, from, to } = copy;
  const places = { source: from, target: to };
  return {
    name,
    image,
    command: [
      'sh',
      '-c',
      COPY_SCRIPT,
      'copy',
      pathOf('source', from),
      pathOf('target', to),
      // Times say nothing: a copy of an object is younger than the object.
      '--checksum',
      ...(copy.isImmutable ? ['--immutable'] : []),
      '--fast-list',
      `--transfers=${FILES_AT_A_TIME}`,
      `--multi-thread-streams=${PARTS_AT_A_TIME}`,
      `--s3-upload-concurrency=${PARTS_AT_A_TIME}`,
      `--s3-chunk-size=${PART}`,
      '--retries=5',
      '--retries-sleep=10s',
      '--low-level-retries=20',
      ...PROGRESS,
    ],
    environment: [
      NO_CONFIGURATION,
      ...Object.entries(places).flatMap(([remote, place]) =>
        place.kind === 'bucket' ? rcloneEnvironment(remote, place.bucket) : [],
      ),
    ],
    volumeMounts: Object.values(places).flatMap((place) => (place.kind === 'directory' ? [place.mount] : [])),
    requests: { cpu: '1', memory: '1Gi' },
    limits: { cpu: '8', memory: '2Gi' },
  };
}

/** What a Job of many minutes says meanwhile: a line each half minute. */
export const PROGRESS: readonly string[] = ['--stats=30s', '--stats-one-line', '--stats-log-level=NOTICE'];

/** All of the configuration is in the environment: no file is looked for. */
export const NO_CONFIGURATION: Manifest = { name: 'RCLONE_CONFIG', value: '/dev/null' };

function pathOf(remote: string, place: TransferPlace): string {
  return place.kind === 'bucket' ? rclonePath(remote, place.bucket, place.path) : place.path;
}
