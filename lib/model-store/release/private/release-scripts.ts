/** Writes a version once, the sums last. The same files again are no mistake: a step may be repeated. */
export const PUBLISH_VERSION = `
work=$(mktemp -d)
rclone hashsum sha256 --exclude /SHA256SUMS "$SOURCE" > "$work/sums"
sort -k 2 "$work/sums" > "$work/SHA256SUMS"
if [ ! -s "$work/SHA256SUMS" ]; then
  echo "there are no files at $SOURCE" >&2
  exit 1
fi
rclone lsf --files-only --include /SHA256SUMS "$TARGET" > "$work/found"
if [ -s "$work/found" ]; then
  rclone copyto "$TARGET/SHA256SUMS" "$work/there"
  if cmp -s "$work/SHA256SUMS" "$work/there"; then
    echo "$TARGET is published already"
    exit 0
  fi
  echo "$TARGET exists and has other files: a version is never written twice" >&2
  exit 1
fi
rclone copy --checksum --verbose --stats 30s --stats-one-line --exclude /SHA256SUMS "$SOURCE" "$TARGET"
rclone copyto "$work/SHA256SUMS" "$TARGET/SHA256SUMS"
echo "$TARGET is published"
`;

/** Copies what was published, and proves that what arrived is what was written then. */
export const PROMOTE = `
work=$(mktemp -d)
rclone lsf --files-only --include /SHA256SUMS "$SOURCE" > "$work/candidate"
if [ ! -s "$work/candidate" ]; then
  echo "$SOURCE is not published: it has no SHA256SUMS" >&2
  exit 1
fi
rclone copyto "$SOURCE/SHA256SUMS" "$work/SHA256SUMS"
rclone lsf --files-only --include /SHA256SUMS "$TARGET" > "$work/found"
if [ -s "$work/found" ]; then
  rclone copyto "$TARGET/SHA256SUMS" "$work/there"
  if cmp -s "$work/SHA256SUMS" "$work/there"; then
    echo "$TARGET is promoted already"
    exit 0
  fi
  echo "$TARGET exists and has other files: a version is never written twice" >&2
  exit 1
fi
rclone copy --checksum --verbose --stats 30s --stats-one-line --exclude /SHA256SUMS "$SOURCE" "$TARGET"
rclone checksum sha256 "$work/SHA256SUMS" "$TARGET" --download
rclone copyto "$work/SHA256SUMS" "$TARGET/SHA256SUMS"
echo "$TARGET is promoted"
`;

/** Deletes candidates beyond the newest, or all of the list where it holds only old ones; what is named stays. */
export const CLEAN_UP = `
work=$(mktemp -d)
rclone lsf -R --files-only --use-server-modtime --include '/*/*/SHA256SUMS' --format tp --separator ' ' $AGE "$CANDIDATES" > "$work/list"
sort -r "$work/list" > "$work/sorted"
awk -v newest="$NEWEST" -v named=" $NAMED " '
# Date, time and path: one with a blank is no path of a version, and its beginning may be that of another.
NF == 3 {
  split($3, part, "/")
  version = part[1] "/" part[2]
  if (++count[part[1]] > newest && index(named, " " version " ") == 0) print version
}' "$work/sorted" > "$work/old"
while read -r version; do
  echo "delete $CANDIDATES/$version"
  rclone purge "$CANDIDATES/$version"
done < "$work/old"
`;
