import { LosslessClass } from '../roce-v2-options';

/**
 * What no Kubernetes object can do: containers inherit the limit for locked memory from the container runtime, and flow
 * control belongs to the NIC. A script for cloud-init, or to be run by hand.
 */
export function renderNodeBootstrap(poolName: string, interfaces: string[], lossless?: LosslessClass): string {
  const lines = [
    '#!/bin/sh',
    `# Prepares a node of the pool ${poolName} for RDMA. Run it as root before the node joins.`,
    'set -eu',
    'for unit in containerd k3s k3s-agent rke2-agent rke2-server; do',
    '  mkdir -p "/etc/systemd/system/$unit.service.d"',
    `  printf '[Service]\\nLimitMEMLOCK=infinity\\n' > "/etc/systemd/system/$unit.service.d/10-memory-lock.conf"`,
    'done',
    'systemctl daemon-reload',
    'systemctl try-restart containerd k3s k3s-agent rke2-agent rke2-server',
    ...(interfaces.length === 0 ? [] : ['rdma system set netns shared']),
    ...(lossless === undefined ? [] : interfaces.flatMap((name) => flowControl(name, lossless))),
  ];
  return `${lines.join('\n')}\n`;
}

function flowControl(name: string, { pfcPriority, ecn = true }: LosslessClass): string[] {
  const priorities = Array.from({ length: 8 }, (_, i) => (i === pfcPriority ? 1 : 0)).join(',');
  const marks = ['roce_np', 'roce_rp'].map(
    (side) => `echo 1 > /sys/class/net/${name}/ecn/${side}/enable/${pfcPriority}`,
  );
  return [`mlnx_qos -i ${name} --trust dscp --pfc ${priorities}`, ...(ecn ? marks : [])];
}
