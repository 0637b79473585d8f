/** What a node must show to a pod of its pool. */
export interface Expectation {
  /** RDMA devices, at least. */
  readonly devices: number;
  /** RDMA devices, at most: what an exclusive mode promises. */
  readonly devicesAtMost?: number;
  /** Interfaces of secondary networks. */
  readonly networks: number;
  /** `InfiniBand` or `Ethernet`, as sysfs spells it. */
  readonly linkLayer?: string;
  /** Kernel driver of the devices: `efa`, `erdma`. Their names tell nothing, they differ with the distribution. */
  readonly driver?: string;
  /** Whether memory must be lockable without a limit. */
  readonly memoryLock: boolean;
  /** Huge pages in MiB that the pod may use. */
  readonly hugePagesMebibytes?: number;
}

/**
 * Runs without any right of its own, so that what it finds holds for every container. `SYS`, `DEV` and
 * `CGROUP` are where to look.
 */
export const PREFLIGHT_SCRIPT = `SYS=\${SYS:-/sys}; DEV=\${DEV:-/dev}; CGROUP=\${CGROUP:-/sys/fs/cgroup}
fail() { echo "node $NODE_NAME: $1"; exit 1; }
if [ "$MEMORY_LOCK" = yes ]; then
  limit=$(ulimit -l)
  [ "$limit" = unlimited ] || fail "only $limit KiB of memory can be locked; run the node bootstrap script of the pool"
fi
devices=$(ls "$DEV/infiniband" 2>/dev/null | grep -c '^uverbs')
[ "$devices" -ge "$NICS" ] || fail "$devices RDMA devices, $NICS wanted"
if [ -n "$NICS_AT_MOST" ]; then
  visible=$(ls "$SYS/class/infiniband" 2>/dev/null | grep -c .)
  [ "$visible" -le "$NICS_AT_MOST" ] || fail "$visible RDMA devices are visible, $NICS_AT_MOST are its own; run the node bootstrap script of the pool"
fi
if [ "$NETWORKS" -gt 0 ]; then
  networks=$(ls "$SYS/class/net" | grep -c '^net[0-9]')
  [ "$networks" -ge "$NETWORKS" ] || fail "$networks RDMA networks, $NETWORKS wanted"
fi
if [ -n "$LINK_LAYER" ]; then
  active=0
  for port in "$SYS"/class/infiniband/*/ports/*; do
    [ "$(cat "$port/link_layer" 2>/dev/null)" = "$LINK_LAYER" ] || continue
    case $(cat "$port/state") in *ACTIVE*) active=$((active + 1)) ;; esac
  done
  [ "$active" -ge "$NICS" ] || fail "$active ports of $LINK_LAYER are active, $NICS wanted"
fi
if [ -n "$DRIVER" ]; then
  driven=0
  for device in "$SYS"/class/infiniband/*; do
    [ "$(basename "$(readlink "$device/device/driver")")" = "$DRIVER" ] && driven=$((driven + 1))
  done
  [ "$driven" -ge "$NICS" ] || fail "$driven devices of the driver $DRIVER, $NICS wanted"
fi
if [ -n "$HUGE_PAGES_MIB" ]; then
  bytes=$(cat "$CGROUP/hugetlb.2MB.max" 2>/dev/null || echo 0)
  [ "$bytes" = max ] || [ "$((bytes / 1048576))" -ge "$HUGE_PAGES_MIB" ] || fail "$((bytes / 1048576)) MiB of huge pages, $HUGE_PAGES_MIB wanted"
fi
echo "node $NODE_NAME: ready for RDMA"
`;

/** The environment of the script. */
export function preflightEnvironment(e: Expectation): { name: string; value: string }[] {
  const values: { [name: string]: string | number | undefined } = {
    DRIVER: e.driver,
    HUGE_PAGES_MIB: e.hugePagesMebibytes,
    LINK_LAYER: e.linkLayer,
    MEMORY_LOCK: e.memoryLock ? 'yes' : 'no',
    NETWORKS: e.networks,
    NICS: e.devices,
    NICS_AT_MOST: e.devicesAtMost,
  };
  return Object.entries(values).map(([name, value]) => ({ name, value: String(value ?? '') }));
}
