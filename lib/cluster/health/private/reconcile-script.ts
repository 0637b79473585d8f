import { LINK_DOWN } from './faults';
import { NodeFault } from '../../../contracts/monitoring';

/** Keys that the reconciler writes. */
export const FAULT_TAINT = 'ai-cloud/fault';
export const FAULT_BOOT = 'ai-cloud/fault-boot';
export const FAULT_DEADLINE = 'ai-cloud/fault-deadline';
export const CHECKPOINT_BY = 'ai-cloud/checkpoint-by';
/** Key that an operator writes to have a node left alone. */
export const IGNORE_FAULT = 'ai-cloud/ignore-fault';

/** Parts fields; never part of one, because messages are quoted. */
const BETWEEN = String.raw`{{"\x1f"}}`;
const LINE_END = String.raw`{{"\n"}}`;

const annotation = (metadata: string, key: string): string =>
  `{{with ${metadata}.annotations}}{{with index . "${key}"}}{{.}}{{end}}{{end}}`;

const conditionOf = (type: NodeFault): string =>
  `{{range .status.conditions}}{{if eq .type "${type}"}}` +
  `{{.status}}${BETWEEN}{{.reason}}${BETWEEN}{{printf "%.300q" .message}}{{end}}{{end}}`;

/** A line for each node; a condition that it does not have leaves one field empty. */
const NODES = [
  '{{range .items}}{{.metadata.name}}',
  '{{.status.nodeInfo.bootID}}',
  '{{.status.nodeInfo.systemUUID}}',
  annotation('.metadata', IGNORE_FAULT),
  annotation('.metadata', FAULT_BOOT),
  annotation('.metadata', FAULT_DEADLINE),
  `{{range .spec.taints}}{{if eq .key "${FAULT_TAINT}"}}{{.effect}}={{.value}} {{end}}{{end}}`,
  ...[NodeFault.ACCELERATOR, NodeFault.FABRIC].map(
    (type) =>
      `{{$has := false}}{{range .status.conditions}}{{if eq .type "${type}"}}{{$has = true}}{{end}}{{end}}` +
      `{{if not $has}}${BETWEEN}${BETWEEN}{{end}}${conditionOf(type)}`,
  ),
].join(BETWEEN);

/** A line for each pod that holds a device. */
const holders = (devices: string): string =>
  [
    '{{range .items}}{{$holds := false}}{{if .spec.resourceClaims}}{{$holds = true}}{{end}}' +
      `{{range .spec.containers}}{{range $name, $_ := .resources.limits}}{{if eq $name ${devices}}}` +
      '{{$holds = true}}{{end}}{{end}}{{end}}{{if $holds}}{{.metadata.namespace}}',
    '{{.metadata.name}}',
    `${annotation('.metadata', CHECKPOINT_BY)}${LINE_END}{{end}}{{end}}`,
  ].join(BETWEEN);

/**
 * Turns conditions of nodes into taints, tickets and requests to checkpoint. Each look brings every node nearer to what
 * its conditions say, whatever an earlier look has left undone.
 *
 * It is told FAULTS (a file with lines of reason|consequence|action), SELECTORS (a file with a line for each pool),
 * STATE (a folder), CHECKPOINT_SECONDS and INTERVAL_SECONDS.
 */
export function reconcileScript(devices: string[]): string {
  const names = devices.map((name) => JSON.stringify(name)).join(' ');
  return `#!/bin/sh
set -u
kubectl=\${KUBECTL:-kubectl}
unit=$(printf '\\037')
nodes='${NODES}${LINE_END}{{end}}'
pods='${holders(names)}'

# Pods on a node that hold devices: namespace, name, until when they were asked to checkpoint.
holders() {
  $kubectl get pods --all-namespaces --field-selector "spec.nodeName=$1,status.phase=Running" -o go-template="$pods"
}

# What the table says of a fault: its consequence, or what to do.
about() {
  line=$(grep "^$1|" "$FAULTS" || echo "$1|degraded|Look at the node: this fault is not in the table.")
  [ "$2" = consequence ] && echo "$line" | cut -d '|' -f 2 || echo "$line" | cut -d '|' -f 3
}

stamp() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }

# An event, once: node, reason, type, what tells it from others of that reason, text without quotes.
ticket() {
  name=$(echo "$1.$2.$4" | tr A-Z a-z | tr -cd a-z0-9.-)
  at=$(stamp "$(date +%s)")
  $kubectl create --validate=false -f - 2>&1 <<EVENT | grep -v AlreadyExists
{"apiVersion": "v1", "kind": "Event", "metadata": {"name": "$name", "namespace": "default"},
 "type": "$3", "reason": "$2", "message": "$5", "count": 1, "firstTimestamp": "$at", "lastTimestamp": "$at",
 "source": {"component": "ai-cloud-node-health"}, "reportingComponent": "ai-cloud-node-health",
 "involvedObject": {"apiVersion": "v1", "kind": "Node", "name": "$1", "uid": "$1"}}
EVENT
}

isolate() {
  now=$(date +%s)
  consequence=$(about "$reason" consequence)
  until=$deadline
  [ -n "$until" ] || until=$((now + CHECKPOINT_SECONDS))
  [ "$consequence" != lost ] || [ "$until" -le "$now" ] || until=$now
  [ "$until" = "$deadline" ] ||
    $kubectl annotate node "$node" --overwrite "${FAULT_BOOT}=$boot" "${FAULT_DEADLINE}=$until"
  case $taints in
    *NoSchedule=*) ;;
    *) $kubectl taint node "$node" --overwrite "${FAULT_TAINT}=$reason:NoSchedule" ;;
  esac
  text=$(echo "$message" | sed -e 's/^"//' -e 's/"$//' -e 's/\\\\./ /g')
  device=$(echo "$text" | sed -n 's/.*PCI:\\([0-9a-fA-F:.]*\\).*/\\1/p')
  ticket "$node" "$reason" Warning "$(echo "$boot" | cut -c 1-8)" \\
    "$reason on node $node, machine $machine, device \${device:-unknown}: $text - $(about "$reason" action)"
  holders "$node" >"$STATE/holders"
  while IFS=$unit read -r namespace pod asked; do
    [ "$asked" = "$(stamp "$until")" ] ||
      $kubectl annotate pod "$pod" --namespace "$namespace" --overwrite "${CHECKPOINT_BY}=$(stamp "$until")"
  done <"$STATE/holders"
  case $taints in *NoExecute=*) return ;; esac
  [ "$now" -lt "$until" ] || [ ! -s "$STATE/holders" ] ||
    $kubectl taint node "$node" --overwrite "${FAULT_TAINT}=$reason:NoExecute"
}

release() {
  $kubectl taint node "$node" "${FAULT_TAINT}-"
  $kubectl annotate node "$node" "${FAULT_BOOT}-" "${FAULT_DEADLINE}-"
  ticket "$node" NodeFaultOver Normal "$(date +%s)" "Node $node takes work again: $1."
}

judge() {
  if [ "$ignore" = true ]; then
    [ -z "$taints" ] || release 'an operator said so'
  elif [ "$accelerator" = True ]; then
    reason=$accelerator_reason message=$accelerator_message
    isolate
  elif [ "$fabric" = True ]; then
    reason=$fabric_reason message=$fabric_message
    isolate
  elif [ -n "$taints" ] && [ "$accelerator" != Unknown ] && [ "$fabric" != Unknown ]; then
    case $taints in
      *=${LINK_DOWN}*) release 'its ports are active' ;;
      *) [ "$boot" = "$since" ] || release 'it was booted anew and reports no fault' ;;
    esac
  fi
}

look() {
  : >"$STATE/nodes"
  while read -r selector; do
    $kubectl get nodes --selector "$selector" -o go-template="$nodes" >>"$STATE/nodes" </dev/null || return 1
  done <"$SELECTORS"
  while IFS=$unit read -r node boot machine ignore since deadline taints \\
    accelerator accelerator_reason accelerator_message fabric fabric_reason fabric_message; do
    judge </dev/null
  done <"$STATE/nodes"
  date +%s >"$STATE/last-look"
}

if [ "\${1:-}" = once ]; then
  look
  exit
fi
while :; do
  look || echo 'the API server did not answer'
  sleep "$INTERVAL_SECONDS"
done
`;
}
