import type { BinaryName } from './types.js';

/** The Kubernetes version that everything here speaks. */
export const KUBERNETES_VERSION = 'v1.35.4';

/** One program to build from a pinned Go package. */
export interface Program {
  readonly package: string;
  /** Variables set by the linker, as the project's own release build does. */
  readonly linkerVariables: { readonly [variable: string]: string };
}

/** Programs that share one go.mod. */
export interface ProgramGroup {
  /** Folder under `control-plane/` with go.mod and go.sum. */
  readonly folder: string;
  readonly programs: { readonly [binary: string]: Program };
  /** A dependency that is copied beside go.mod and completed before the build. */
  readonly patchedDependency?: PatchedDependency;
}

/** A module that is served in a version which lacks something small. */
export interface PatchedDependency {
  readonly module: string;
  readonly version: string;
  /** Files of ours, by path inside the module. */
  readonly files: { readonly [path: string]: string };
}

const kubernetesVersion = {
  'k8s.io/component-base/version.gitVersion': KUBERNETES_VERSION,
  'k8s.io/component-base/version.gitMajor': '1',
  'k8s.io/component-base/version.gitMinor': '35',
};

const kubernetes = (command: string): Program => ({
  package: `k8s.io/kubernetes/cmd/${command}`,
  linkerVariables: kubernetesVersion,
});

const volcano = (command: string): Program => ({
  package: `volcano.sh/volcano/cmd/${command}`,
  linkerVariables: { ...kubernetesVersion, 'volcano.sh/volcano/pkg/version.Version': 'v1.15.1' },
});

/**
 * Everything a control plane is made of, slowest first.
 *
 * Volcano 1.15.1 asks for a `volcano.sh/apis` that exists only inside its own repository; the newest published one
 * lacks a single constant, which is added to a copy.
 */
export const PROGRAM_GROUPS: readonly ProgramGroup[] = [
  {
    folder: 'kubernetes',
    programs: {
      'kube-apiserver': kubernetes('kube-apiserver'),
      'kube-controller-manager': kubernetes('kube-controller-manager'),
      'kube-scheduler': kubernetes('kube-scheduler'),
      kubectl: kubernetes('kubectl'),
    },
  },
  {
    folder: 'volcano',
    programs: {
      'vc-scheduler': volcano('scheduler'),
      'vc-controller-manager': volcano('controller-manager'),
      'vc-webhook-manager': volcano('webhook-manager'),
    },
    patchedDependency: {
      module: 'volcano.sh/apis',
      version: 'v1.14.0',
      files: {
        'pkg/apis/scheduling/v1beta1/queue_allocation_gate.go': [
          'package v1beta1',
          '',
          '// QueueAllocationGateKey names the scheduling gate of pods that wait for their queue.',
          'const QueueAllocationGateKey = GroupName + "/queue-allocation-gate"',
          '',
        ].join('\n'),
      },
    },
  },
  {
    folder: 'kwok',
    programs: {
      kwok: {
        package: 'sigs.k8s.io/kwok/cmd/kwok',
        linkerVariables: { 'sigs.k8s.io/kwok/pkg/consts.Version': '0.8.0' },
      },
    },
  },
  {
    folder: 'helm',
    programs: {
      helm: {
        package: 'helm.sh/helm/v3/cmd/helm',
        linkerVariables: {
          'helm.sh/helm/v3/internal/version.version': 'v3.19.5',
          'helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor': '1',
          'helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor': '35',
          'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor': '1',
          'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor': '35',
        },
      },
    },
  },
  {
    folder: 'etcd',
    programs: { etcd: { package: 'go.etcd.io/etcd/server/v3', linkerVariables: {} } },
  },
];

/** KServe's own validators as one small program. */
export const KSERVE_VALIDATE: ProgramGroup = {
  folder: 'kserve-validate',
  programs: { 'kserve-validate': { package: '.', linkerVariables: {} } },
};

/** All binaries of the control plane, sorted. */
export const BINARY_NAMES: readonly BinaryName[] = PROGRAM_GROUPS.flatMap((group) => Object.keys(group.programs))
  .map((name) => name as BinaryName)
  .sort();
