/**
 * Run by the node problem detector: ends with 1 while a port is down that was active before. A port without a cable was
 * never active; a device that is gone is in a pod.
 */
export const CHECK_FABRIC = `#!/bin/sh
ports=\${PORTS:-/host/sys/class/infiniband}
seen=\${SEEN:-/seen}
down=
for state in "$ports"/*/ports/*/state; do
  [ -r "$state" ] || continue
  port=\${state#"$ports"/}
  port=\${port%/state}
  mark=$seen/$(echo "$port" | tr / _)
  case $(cat "$state") in
    *ACTIVE*) : >"$mark" ;;
    *) [ ! -e "$mark" ] || down="$down $port" ;;
  esac
done
[ -n "$down" ] || exit 0
echo "not active:$down"
exit 1
`;
