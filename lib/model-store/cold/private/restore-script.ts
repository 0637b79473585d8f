/**
 * Asks for a restore of everything below a path, and ends once each object can be read.
 *
 * What rclone was told of an object that is being restored or needs none is no failure, so that it may run again. Whether an
 * object can be read is found out by reading its first byte: storages differ in what they tell about restores.
 */
export const RESTORE_SCRIPT = `set -u
asked=$(rclone backend restore "$RESTORE_PATH" -o "priority=$RESTORE_PRIORITY" -o "lifetime=$RESTORE_DAYS") || exit 1
total=$(echo "$asked" | grep -c '"Status"')
if [ "$total" = 0 ]; then
  echo "nothing stands below $RESTORE_PATH" >&2
  exit 1
fi
refused=$(echo "$asked" | grep '"Status"' | grep -v -e '"OK"' -e RestoreAlreadyInProgress -e 'Not GLACIER')
if [ -n "$refused" ]; then
  echo "$refused" >&2
  exit 1
fi
echo "asked for $(echo "$asked" | grep -c '"OK"') of $total objects below $RESTORE_PATH, for $RESTORE_DAYS days"
until problem=$(rclone cat --head 1 --retries 1 "$RESTORE_PATH" 2>&1 >/dev/null); do
  waiting=$(rclone backend restore-status "$RESTORE_PATH" 2>/dev/null | grep -c '"IsRestoreInProgress": true')
  echo "waiting for $waiting of $total objects: $(echo "$problem" | tail -n 1)"
  sleep "$RESTORE_POLL_SECONDS"
done
echo "all $total objects can be read"
`;
