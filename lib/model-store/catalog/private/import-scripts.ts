/** Where the steps of an import share files. */
export const SCRATCH = '/scratch';
/** Where a warm tier that is a file system is mounted. */
export const WARM = '/warm';
/** Where a claim or an image is mounted. */
export const SOURCE = '/source';

/** Names what the clients of hubs leave beside the files, and the sums that are written last. */
const OURS = ['/SHA256SUMS', '/.cache/**', '/.msc', '/.mdl', '/.mv', '/._____temp/**']
  .map((pattern) => `--exclude '${pattern}'`)
  .join(' ');

/** The list of sums is the last that an import writes: files that have it are whole. */
export const LOOK = `
mkdir -p ${SCRATCH}/files ${SCRATCH}/home
case "$TARGET" in /*) mkdir -p "$TARGET" ;; esac
rclone lsf --files-only --include /SHA256SUMS "$TARGET" > ${SCRATCH}/found
if [ -s ${SCRATCH}/found ]; then
  echo "$TARGET is whole: it has its SHA256SUMS"
  touch ${SCRATCH}/complete
fi
`;

/**
 * Refuses more bytes than the program counts with, copies what is not there yet, and writes the sums. Those of another
 * bucket are those of what arrived: object storage keeps no SHA-256.
 */
export const PUBLISH = `
if [ -e ${SCRATCH}/complete ]; then exit 0; fi
rclone size --json ${OURS} "$SOURCE" > ${SCRATCH}/size
bytes=$(sed 's/.*"bytes": *\\([0-9]*\\).*/\\1/' ${SCRATCH}/size)
if [ "$bytes" -eq 0 ]; then
  echo "there are no files at $SOURCE" >&2
  exit 1
fi
if [ "$bytes" -gt "$MOST_BYTES" ]; then
  echo "the files have $bytes bytes, $((bytes - MOST_BYTES)) more than the size of $MOST_BYTES bytes that the program says" >&2
  exit 1
fi
rclone copy --checksum --verbose --stats 30s --stats-one-line ${OURS} "$SOURCE" "$TARGET"
case "$SOURCE" in
  /*) rclone hashsum sha256 ${OURS} "$SOURCE" > ${SCRATCH}/sums ;;
  *)
    rclone check --one-way ${OURS} "$SOURCE" "$TARGET"
    rclone hashsum sha256 --download ${OURS} "$TARGET" > ${SCRATCH}/sums
    ;;
esac
sort -k 2 ${SCRATCH}/sums > ${SCRATCH}/SHA256SUMS
rclone copyto ${SCRATCH}/SHA256SUMS "$TARGET/SHA256SUMS"
echo "$TARGET has $bytes bytes"
`;

/**
 * The clients' functions are older than their commands: huggingface_hub has its \`hf\` since 0.34, and modelscope spelled
 * its options anew in 1.38.
 */
export const FETCH = {
  'hugging-face': fetchWith('huggingface_hub'),
  'model-scope': fetchWith('modelscope.hub.snapshot_download'),
};

function fetchWith(module: string): string {
  return `
import os, sys
if not os.path.exists("${SCRATCH}/complete"):
    from ${module} import snapshot_download
    repository, revision, kind = sys.argv[1:]
    snapshot_download(repository, revision=revision, repo_type=kind, local_dir="${SCRATCH}/files")
`;
}
