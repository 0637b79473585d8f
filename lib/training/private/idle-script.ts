/**
 * Stops a notebook in which nothing happens: asks Jupyter, and sets the number of its pods to 0.
 *
 * Jupyter tells when it last did something, in whole; a kernel that computes for long without a word is told by its state.
 * Asking does not count as something that happens, and a Jupyter that does not answer is asked again later.
 *
 * It is the first process of its container, to which the kernel gives no signal that it has not asked for: it would hold the
 * pod, and with it the device, for the whole grace period after Jupyter has ended.
 *
 * Environment: `JUPYTER_TOKEN`, `IDLE_SECONDS`, `PERIOD_SECONDS`, `JUPYTER_URL`, `SCALE_URL` and `CREDENTIALS`, the folder
 * of the ServiceAccount.
 */
export const IDLE_SCRIPT = `set -eu
trap 'exit 0' TERM
ask() {
  curl -sSf --max-time 10 -H "Authorization: token $JUPYTER_TOKEN" "$JUPYTER_URL/api/$1?no_track_activity=1"
}
while :; do
  sleep "$PERIOD_SECONDS" & wait $!
  kernels=$(ask kernels) || continue
  if printf %s "$kernels" | grep -q '"execution_state": *"busy"'; then continue; fi
  status=$(ask status) || continue
  last=$(printf %s "$status" | sed -n 's/.*"last_activity": *"\\([0-9-]*\\)T\\([0-9:]*\\).*/\\1 \\2/p')
  if [ -z "$last" ]; then echo "Jupyter does not say when it last did something: $status" >&2; continue; fi
  idle=$(($(date -u +%s) - $(date -u -d "$last" +%s)))
  if [ "$idle" -lt "$IDLE_SECONDS" ]; then continue; fi
  echo "Nothing has happened for $idle s: the notebook is stopped."
  curl -sSf --max-time 10 -o /dev/null -X PATCH -H 'Content-Type: application/merge-patch+json' \\
    -H "Authorization: Bearer $(cat "$CREDENTIALS/token")" --cacert "$CREDENTIALS/ca.crt" \\
    -d '{"spec":{"replicas":0}}' "$SCALE_URL" || continue
done
`;
