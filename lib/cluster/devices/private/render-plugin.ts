import { nodesOf } from '../../private/nodes-of';
import { PluginMount, PluginSpec } from './plugin-spec';
import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { distinctTolerations } from '../../private/tolerations';

/** Where a device plugin runs, under which name and from which image. */
export interface PluginPlace {
  readonly name: string;
  readonly account: string;
  readonly namespace: string;
  readonly image: string;
  readonly pullSecretName?: string;
  readonly pool: IPool;
  readonly runtimeClassName?: string;
}

/** Account and rights; the role says whose it is, as it has no namespace. */
export function renderPluginAccess(name: string, namespace: string, rules: readonly Manifest[]): Manifest[] {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
  if (rules.length === 0) return [account];
  const clusterName = `ai-cloud-${name}`;
  return [
    account,
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: clusterName },
      rules,
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: clusterName },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterName },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

/** The plugin on the nodes of one pool. */
export function renderPlugin(place: PluginPlace, spec: PluginSpec): Manifest {
  const labels = { 'app.kubernetes.io/instance': place.name };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: place.name, namespace: place.namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        // HAMi's webhook leaves pods with this label alone.
        metadata: { labels: { ...labels, 'hami.io/webhook': 'ignore' } },
        spec: {
          serviceAccountName: place.account,
          automountServiceAccountToken: spec.rules.length > 0,
          priorityClassName: 'system-node-critical',
          ...(place.runtimeClassName === undefined ? {} : { runtimeClassName: place.runtimeClassName }),
          ...(spec.hostPid === true ? { hostPID: true } : {}),
          ...(spec.hostIpc === true ? { hostIPC: true } : {}),
          affinity: nodesOf([place.pool]),
          tolerations: distinctTolerations(place.pool.tolerations),
          ...(place.pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: place.pullSecretName }] }),
          containers: [container(place, spec)],
          volumes: spec.mounts.map(volume),
        },
      },
    },
  };
}

function container(place: PluginPlace, spec: PluginSpec): Manifest {
  return {
    name: 'device-plugin',
    image: place.image,
    ...(spec.command === undefined ? {} : { command: spec.command }),
    ...(spec.args.length === 0 ? {} : { args: spec.args }),
    ...environment(spec),
    ...(spec.postStart === undefined ? {} : { lifecycle: { postStart: { exec: { command: spec.postStart } } } }),
    ...(spec.liveness === undefined ? {} : { livenessProbe: spec.liveness }),
    securityContext: spec.privileged
      ? { privileged: true }
      : { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    resources: spec.resources,
    volumeMounts: spec.mounts.map(({ name, hostPath, mountPath, readOnly }) => ({
      name,
      mountPath: mountPath ?? hostPath,
      ...(readOnly === true ? { readOnly } : {}),
    })),
  };
}

function environment(spec: PluginSpec): Manifest {
  const sorted = (map: { [name: string]: string }): [string, string][] =>
    Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  const env = [
    ...sorted(spec.environment).map(([name, value]) => ({ name, value })),
    ...sorted(spec.fields).map(([name, fieldPath]) => ({
      name,
      valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
    })),
  ];
  return env.length === 0 ? {} : { env };
}

function volume({ name, hostPath, created }: PluginMount): Manifest {
  return { name, hostPath: { path: hostPath, ...(created === true ? { type: 'DirectoryOrCreate' } : {}) } };
}
