import { bundleManifests } from '../support/program';
import { synthesiseExamples } from '../support/examples';

/** Folders of the node that the plugin of MindCluster asks for: sockets of the kubelet, its driver, its logs. */
const ASCEND_FOLDERS = [
  '/etc/localtime',
  '/run/containerd',
  '/tmp',
  '/user/cluster-info/datatrace-config',
  '/usr/local/Ascend/driver',
  '/var/lib/kubelet/device-plugins',
  '/var/lib/kubelet/pod-resources',
  '/var/log/lingqu',
  '/var/log/mindx-dl/devicePlugin',
];
/** Those of Volcano's vGPU plugin: it puts the library there that keeps pods to their share. */
const VGPU_FOLDERS = ['/tmp', '/usr/local/vgpu', '/var/lib/kubelet/device-plugins'];

const pluginOf = (name: string, folders: string[]): string[] => [
  `DaemonSet/${name}: privileged`,
  ...folders.map((folder) => `DaemonSet/${name}: hostPath ${folder}`),
];

/** Every privilege that a workload of ours has, and why. Anything else fails here first. */
const ALLOWED = new Set<string>([
  // Device plugins: they open devices of the node and register with the kubelet.
  ...['ascend-ascend', 'ascend-npu'].flatMap((name) => pluginOf(name, ASCEND_FOLDERS)),
  ...['volcano-vgpu-l20', 'volcano-vgpu-serve'].flatMap((name) => pluginOf(name, VGPU_FOLDERS)),
  // The CNI plugin of secondary networks: it writes a program and a configuration where the runtime of each node looks.
  'DaemonSet/multus: hostNetwork',
  'DaemonSet/multus: hostPath /opt/cni/bin',
  'DaemonSet/multus: hostPath /etc/cni/net.d',
  'DaemonSet/multus: capability DAC_OVERRIDE',
  // The detector of faults: it reads the messages of the kernel, and whether RDMA ports are up.
  'DaemonSet/node-problem-detector: hostPath /dev/kmsg',
  'DaemonSet/node-problem-detector: hostPath /sys',
  'DaemonSet/node-problem-detector: privileged',
  // The agent of local copies: it makes the folders that KServe's downloads write to, and gives them their owner.
  'DaemonSet/kserve-localmodelnode-agent-serve: hostPath /mnt/nvme/fluid/kserve',
  'DaemonSet/kserve-localmodelnode-agent-serve: capability CHOWN',
  // Copies by Dragonfly: the directory that they stand in, and the socket of the peer on the node.
  'DaemonSet/llama-3-1-70b: hostPath /mnt/nvme/fluid/copies',
  'DaemonSet/llama-3-1-70b: hostPath /var/run/dragonfly',
  // A device plugin: it opens RDMA devices of the host and registers with the kubelet.
  'DaemonSet/rdma-device-plugin-h800: hostNetwork',
  'DaemonSet/rdma-device-plugin-h800: hostPath /dev/',
  'DaemonSet/rdma-device-plugin-h800: hostPath /var/lib/kubelet/device-plugins',
  'DaemonSet/rdma-device-plugin-h800: hostPath /var/lib/kubelet/plugins_registry',
  'DaemonSet/rdma-device-plugin-h800: privileged',
]);

/** Work on a fabric: RDMA pins memory, which a low limit on locked memory forbids without it. */
const ON_FABRIC = [
  ...['detector', 'finetune', 'horovod', 'ocr', 'pretrain', 'search', 'sweep', 'zero'].map((job) => `Job/${job}`),
  ...['evaluate', 'train'].map((step) => `JobTemplate/${step}`),
  'RayJob/search-on-ray',
  'TrainingRuntime/finetune-on-trainer',
];
for (const name of ON_FABRIC) ALLOWED.add(`${name}: capability IPC_LOCK`);

/** What root needs to start the ranks of MPI over SSH. */
for (const capability of ['SETGID', 'SETUID', 'SYS_CHROOT']) ALLOWED.add(`Job/horovod: capability ${capability}`);

/** A server for SSH in the benchmark of a bandwidth test, which MPI starts its ranks by; each is within `baseline`. */
const SSH = ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID', 'SYS_CHROOT'];
for (const name of ['bandwidth-h800', 'bandwidth-rails'].flatMap((test) => [`Job/${test}`, `CronJob/${test}`])) {
  // And RDMA pins memory there, too.
  for (const capability of [...SSH, 'IPC_LOCK']) ALLOWED.add(`${name}: capability ${capability}`);
}

const MANIFESTS: any[] = synthesiseExamples().flatMap((example) => example.blueprints.flatMap(bundleManifests));

/** The pod specs inside an object, wherever its kind keeps them. */
function podSpecs(value: any): any[] {
  if (typeof value !== 'object' || value === null) return [];
  const nested = Object.values(value).flatMap(podSpecs);
  return Array.isArray(value.containers) ? [value, ...nested] : nested;
}

function privilegesOf(manifest: any): string[] {
  const name = `${manifest.kind}/${manifest.metadata.name.replace(/-[0-9a-f]{8}$/, '')}`;
  return podSpecs(manifest).flatMap((pod) => {
    const containers: any[] = [...(pod.initContainers ?? []), ...pod.containers];
    return [
      ...['hostNetwork', 'hostPID', 'hostIPC'].filter((flag) => pod[flag] === true),
      ...(pod.volumes ?? [])
        .filter((v: any) => v.hostPath !== undefined)
        .map((v: any) => `hostPath ${v.hostPath.path}`),
      ...containers.flatMap((c) => [
        ...(c.securityContext?.privileged === true ? ['privileged'] : []),
        ...(c.securityContext?.capabilities?.add ?? []).map((added: string) => `capability ${added}`),
      ]),
    ].map((privilege) => `${name}: ${privilege}`);
  });
}

test('no workload of the examples has a privilege that is not listed', () => {
  expect([...new Set(MANIFESTS.flatMap(privilegesOf))].filter((p) => !ALLOWED.has(p))).toStrictEqual([]);
});

test('every listed privilege is in use', () => {
  const used = new Set(MANIFESTS.flatMap(privilegesOf));
  expect([...ALLOWED].filter((p) => !used.has(p))).toStrictEqual([]);
});

test('no role of the examples grants everything', () => {
  const roles = MANIFESTS.filter((m) => m.kind === 'ClusterRole' || m.kind === 'Role');
  const grants = roles.flatMap((role) => (role.rules ?? []).map((rule: any) => ({ role: role.metadata.name, rule })));
  const wild = grants.filter(({ rule }) => (rule.verbs ?? []).includes('*') && (rule.resources ?? []).includes('*'));
  expect(wild).toStrictEqual([]);
  const bindings = MANIFESTS.filter((m) => m.kind === 'ClusterRoleBinding' || m.kind === 'RoleBinding');
  expect(bindings.filter((b) => b.roleRef.name === 'cluster-admin')).toStrictEqual([]);
});

test('no object of the examples is a Secret', () => {
  expect(MANIFESTS.filter((m) => m.kind === 'Secret').map((m) => m.metadata.name)).toStrictEqual([]);
});

test('every image of the examples has a version that is not latest', () => {
  const images = MANIFESTS.flatMap((m) => podSpecs(m))
    .flatMap((pod) => [...(pod.initContainers ?? []), ...pod.containers])
    .map((container) => container.image)
    .filter((image) => image !== undefined);
  expect(images.length).toBeGreaterThan(0);
  const loose = images.filter((image) => !/(:[^:/]+|@sha256:[0-9a-f]{64})$/.test(image) || /:latest$/.test(image));
  expect(loose).toStrictEqual([]);
});
