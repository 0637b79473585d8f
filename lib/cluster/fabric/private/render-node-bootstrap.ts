import { RdmaNamespaceMode } from '../fabric-contract';
import { LosslessClass } from '../roce-v2-options';

/** What a node is prepared for. */
export interface BootstrapContext {
  readonly poolName: string;
  /** How RDMA devices are seen; undefined where the cloud decides. */
  readonly namespaceMode?: RdmaNamespaceMode;
  /** Interfaces with flow control; none where it is undeclared or the switches' own. */
  readonly interfaces: string[];
  readonly losslessClass?: LosslessClass;
  /** Huge pages of 2 MiB that the node keeps. */
  readonly hugePages?: number;
}

/**
 * What no Kubernetes object can do: containers inherit the limit for locked memory from the container runtime, the
 * kernel shows RDMA devices in one way, and flow control belongs to the NIC. A script for cloud-init, or to be run by
 * hand.
 */
export function renderNodeBootstrap(c: BootstrapContext): string {
  const { losslessClass } = c;
  const lines = [
    '#!/bin/sh',
    `# Prepares a node of the pool ${c.poolName} for RDMA. Run it as root before the node joins.`,
    'set -eu',
    'for unit in containerd k3s k3s-agent rke2-agent rke2-server; do',
    '  mkdir -p "/etc/systemd/system/$unit.service.d"',
    `  printf '[Service]\\nLimitMEMLOCK=infinity\\n' > "/etc/systemd/system/$unit.service.d/10-memory-lock.conf"`,
    'done',
    'systemctl daemon-reload',
    'systemctl try-restart containerd k3s k3s-agent rke2-agent rke2-server',
    ...(c.namespaceMode === undefined ? [] : namespaceMode(c.namespaceMode)),
    ...(losslessClass === undefined ? [] : c.interfaces.flatMap((name) => flowControl(name, losslessClass))),
    ...(c.hugePages === undefined ? [] : hugePages(c.hugePages)),
  ];
  return `${lines.join('\n')}\n`;
}

/** At once, and after each restart. */
function namespaceMode(mode: RdmaNamespaceMode): string[] {
  const flag = mode === RdmaNamespaceMode.SHARED ? 1 : 0;
  return [
    `echo 'options ib_core netns_mode=${flag}' > /etc/modprobe.d/ib-core-netns-mode.conf`,
    `rdma system set netns ${mode}`,
  ];
}

function flowControl(name: string, { pfcPriority, ecn = true }: LosslessClass): string[] {
  const priorities = Array.from({ length: 8 }, (_, i) => (i === pfcPriority ? 1 : 0)).join(',');
  const marks = ['roce_np', 'roce_rp'].map(
    (side) => `echo 1 > /sys/class/net/${name}/ecn/${side}/enable/${pfcPriority}`,
  );
  return [`mlnx_qos -i ${name} --trust dscp --pfc ${priorities}`, ...(ecn ? marks : [])];
}

/** The kubelet counts them when it starts. */
function hugePages(pages: number): string[] {
  return [
    `echo 'vm.nr_hugepages=${pages}' > /etc/sysctl.d/90-huge-pages.conf`,
    'sysctl -q -p /etc/sysctl.d/90-huge-pages.conf',
    'systemctl try-restart kubelet',
  ];
}
