/**
 * On each node: keeps the environment of the container for programs that come by SSH, which does not hand it on, and
 * says the node's name before each of them.
 */
export const WORKER_SCRIPT = `set -eu
mkdir -p "$WORK" /run/sshd
{
  printf 'echo "# node %s"\\n' "$NODE_NAME"
  export -p
  printf 'exec "$@"\\n'
} > "$WORK/run"
ssh-keygen -A > /dev/null
exec "$(command -v sshd)" -D -e -p "$SSH_PORT" -o StrictModes=no -o PasswordAuthentication=no
`;

/**
 * Measures each group at the same time. It always ends well: what was measured is judged by the next step, which needs
 * every output, also that of a group that hangs.
 */
export const MEASURE_SCRIPT = `set -u
printf '#!/bin/sh\\nexec ssh -p %s -o ConnectTimeout=5 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$@"\\n' "$SSH_PORT" > "$RESULTS/ssh"
chmod +x "$RESULTS/ssh"
hosts=$(echo "$MPI_HOST" | tr , ' ')
for host in $hosts; do
  tries=0
  until "$RESULTS/ssh" "$host" true || [ "$tries" -ge "$SSH_TRIES" ]; do
    tries=$((tries + 1))
    sleep 2
  done
done
measure() {
  ranks=$(($3 * SLOTS))
  out="$RESULTS/group-$1"
  echo "# ranks $ranks" > "$out"
  if [ "$OUTPUT" = hccl-test ]; then
    set -- -launcher ssh -launcher-exec "$RESULTS/ssh" -hosts "$2" -n "$ranks"
    sizes="-b $SMALLEST -e $LARGEST -f 2 -d fp32 -o sum -p $SLOTS"
  else
    set -- --allow-run-as-root --bind-to none --host "$2" -np "$ranks" --mca plm_rsh_agent "$RESULTS/ssh" \\
      --mca pml ob1 --mca btl tcp,self --mca btl_tcp_if_include "$INTERFACE" --mca oob_tcp_if_include "$INTERFACE"
    sizes="-b $SMALLEST -e $LARGEST -f 2 -g 1"
  fi
  timeout -k 30 "$LIMIT" "$(command -v mpirun)" "$@" sh "$WORK/run" "$PROGRAM" $sizes >> "$out" 2>&1
  echo "# exit $?" >> "$out"
}
left=$(echo $hosts | wc -w)
group=0
size=0
members=
for host in $hosts; do
  members="$members\${members:+,}$host:$SLOTS"
  size=$((size + 1))
  left=$((left - 1))
  if [ "$left" -eq 0 ] || { [ "$size" -ge "$GROUP_SIZE" ] && [ "$left" -ne 1 ]; }; then
    measure "$group" "$members" "$size" &
    group=$((group + 1))
    size=0
    members=
  fi
done
wait
exit 0
`;

/** Judges one output: prints the bus bandwidth, or \`-\` and why there is none. */
const JUDGE = `
/^# ranks / { ranks = $3 }
/^# exit / { ended = 1; code = $3 }
/^# Out of bounds values/ { bounds = $NF }
OUTPUT == "nccl-tests" && /^ *[0-9]+ / && NF >= 13 {
  rows += 1
  if ($1 + 0 >= size) { size = $1 + 0; at = $1; rate = $(NF - 1) < $(NF - 5) ? $(NF - 1) : $(NF - 5) }
  if ($NF != "0" && $NF != "N/A") wrong = 1
  if ($(NF - 4) != "0" && $(NF - 4) != "N/A") wrong = 1
}
OUTPUT == "hccl-test" && /^ *[0-9]+ *\\|/ {
  split($0, part, "|")
  gsub(/ /, "", part[4])
  rows += 1
  if ($1 + 0 >= size) { size = $1 + 0; at = $1; rate = part[3] * 2 * (ranks - 1) / ranks }
  if (part[4] != "success") wrong = 1
}
END {
  if (!ended) print "- it did not end"
  else if (code == 124) print "- it took too long"
  else if (code != 0) print "- it ended with code " code
  else if (rows == 0) print "- its output has no result"
  else if (size * 2 <= LARGEST) print "- it stopped at messages of " at " bytes"
  else if (OUTPUT == "nccl-tests" && bounds != "OK") print "- its results were not checked"
  else if (wrong) print "- its results are wrong"
  else print rate
}`;

/** Judges every group, says why, and writes the labels of its nodes. Needs a shell and awk, and no right. */
export const VERDICT_SCRIPT = `set -u
echo passed > "$RESULTS/verdict"
: > "$RESULTS/nodes"
for out in "$RESULTS"/group-*; do
  [ -e "$out" ] || { echo "nothing was measured"; echo failed > "$RESULTS/verdict"; break; }
  found=$(awk -v OUTPUT="$OUTPUT" -v LARGEST="$LARGEST" '${JUDGE}' "$out")
  nodes=$(sed -n 's/^# node //p' "$out" | sort -u)
  verdict=failed
  case $found in
    -*) why=\${found#- } ;;
    *)
      why="$found GB/s, $THRESHOLD wanted"
      awk -v found="$found" -v wanted="$THRESHOLD" 'BEGIN { exit !(found + 0 >= wanted + 0) }' && verdict=passed
      ;;
  esac
  echo "\${out##*/} $verdict: $why ($(echo $nodes))"
  [ "$verdict" = passed ] || { echo failed > "$RESULTS/verdict"; sed 's/^/  /' "$out" | tail -40; }
  for node in $nodes; do echo "$node $verdict" >> "$RESULTS/nodes"; done
done
awk -v key="$LABEL" 'BEGIN { print "{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"List\\",\\"items\\":[" }
  { printf "%s{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"Node\\",\\"metadata\\":{\\"name\\":\\"%s\\",\\"labels\\":{\\"%s\\":\\"%s\\"}}}\\n", (NR > 1 ? "," : ""), $1, key, $2 }
  END { print "]}" }' "$RESULTS/nodes" > "$RESULTS/labels.json"
`;

/** The job fails when the test did. */
export const REPORT_SCRIPT = `cat "$RESULTS/verdict"; [ "$(cat "$RESULTS/verdict")" = passed ]
`;
