import yaml from 'js-yaml';

import type { Layout, Ports } from './layout.js';
import type { ProcessSpec } from './supervised.js';
import type { Binaries } from './types.js';

/** The label that KWOK selects nodes by; any other value silences the node's kubelet. */
export const KUBELET_LABEL = 'kwok.x-k8s.io/kubelet';
export const KUBELET_ALIVE = 'alive';
export const KUBELET_SILENT = 'silent';

const SERVICE_RANGE = '10.0.0.0/16';
const POD_RANGE = '10.128.0.1/9';

/** What the processes share. */
export interface ProcessContext {
  readonly binaries: Binaries;
  readonly layout: Layout;
  readonly ports: Ports;
  readonly kubeconfig: string;
  readonly nodeGraceSeconds: number;
}

export function etcd({ binaries, layout, ports }: ProcessContext): ProcessSpec {
  const client = `http://127.0.0.1:${ports.etcdClient}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return {
    name: 'etcd',
    command: binaries.etcd,
    args: [
      '--name=default',
      `--data-dir=${layout.etcdDir}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
  };
}

export function apiServer({ binaries, layout, ports }: ProcessContext): ProcessSpec {
  return {
    name: 'kube-apiserver',
    command: binaries['kube-apiserver'],
    args: [
      `--etcd-servers=http://127.0.0.1:${ports.etcdClient}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--secure-port=${ports.apiServer}`,
      `--tls-cert-file=${layout.apiServerCert}`,
      `--tls-private-key-file=${layout.apiServerKey}`,
      `--client-ca-file=${layout.caFile}`,
      `--token-auth-file=${layout.tokenFile}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${layout.serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${layout.serviceAccountPrivateKey}`,
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      '--allow-privileged=true',
      '--enable-priority-and-fairness=false',
      '--max-requests-inflight=2000',
      '--max-mutating-requests-inflight=1000',
      '--profiling=false',
    ],
  };
}

export function controllerManager({ binaries, layout, kubeconfig, nodeGraceSeconds }: ProcessContext): ProcessSpec {
  return {
    name: 'kube-controller-manager',
    command: binaries['kube-controller-manager'],
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--leader-elect=false',
      '--secure-port=0',
      `--root-ca-file=${layout.caFile}`,
      `--service-account-private-key-file=${layout.serviceAccountPrivateKey}`,
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      `--node-monitor-grace-period=${nodeGraceSeconds}s`,
      '--node-monitor-period=2s',
      '--kube-api-qps=1000',
      '--kube-api-burst=2000',
      '--profiling=false',
    ],
  };
}

export function scheduler({ binaries, kubeconfig }: ProcessContext): ProcessSpec {
  return {
    name: 'kube-scheduler',
    command: binaries['kube-scheduler'],
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--leader-elect=false',
      '--secure-port=0',
      '--kube-api-qps=1000',
      '--kube-api-burst=2000',
      '--profiling=false',
    ],
  };
}

/** The stock scheduler with a configuration file, which stands for all other flags. */
export function profiledScheduler(binaries: Binaries, file: string): ProcessSpec {
  const args = [`--config=${file}`, '--secure-port=0'];
  return { name: 'kube-scheduler', command: binaries['kube-scheduler'], args };
}

/** The configuration file of the stock scheduler; what profiles leave open is its default. */
export function schedulerConfiguration(kubeconfig: string, profiles: readonly object[]): string {
  return yaml.dump({
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    clientConnection: { kubeconfig, qps: 2000, burst: 2000 },
    leaderElection: { leaderElect: false },
    enableProfiling: false,
    profiles,
  });
}

export function kwok({ binaries, layout, kubeconfig, nodeGraceSeconds }: ProcessContext): ProcessSpec {
  return {
    name: 'kwok',
    command: binaries.kwok,
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--manage-all-nodes=false',
      `--manage-nodes-with-label-selector=${KUBELET_LABEL}=${KUBELET_ALIVE}`,
      // A lease is renewed four times in its duration, so a node is silent for at most a quarter of the grace period.
      `--node-lease-duration-seconds=${nodeGraceSeconds}`,
      `--cidr=${POD_RANGE}`,
      `--config=${layout.stagesFile}`,
      '--v=WARN',
    ],
  };
}
